import { ConformanceError } from "../conformance-error.ts";
import type { Check } from "./check.ts";

/** Whether an id matches a pattern: the id itself, a prefix of it up to a slash, or any prefix followed by `*`. */
export function isMeant(id: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*")
      ? id.startsWith(pattern.slice(0, -1))
      : id === pattern || id.startsWith(`${pattern.replace(/\/$/, "")}/`),
  );
}

/**
 * Selects the checks that match, and the checks that they depend on, in their order.
 * @throws {@link ConformanceError} `configuration` if a pattern matches no check
 */
export function select(checks: readonly Check[], only: readonly string[] | undefined): readonly Check[] {
  if (only === undefined) return checks;
  for (const pattern of only) requireMeaning(checks, pattern, "only");
  const chosen = new Set<string>();
  const choose = (id: string) => {
    if (chosen.has(id)) return;
    chosen.add(id);
    for (const other of checks.find((check) => check.id === id)?.after ?? []) choose(other);
  };
  for (const { id } of checks) if (isMeant(id, only)) choose(id);
  return checks.filter(({ id }) => chosen.has(id));
}

/**
 * Requires that a pattern matches a check.
 * @throws {@link ConformanceError} `configuration` if it matches none
 */
export function requireMeaning(checks: readonly Pick<Check, "id">[], pattern: string, option: string): void {
  if (checks.some(({ id }) => isMeant(id, [pattern]))) return;
  throw new ConformanceError("configuration", `${option}: ${JSON.stringify(pattern)} matches no check`);
}

/**
 * Requires that ids are unique, and that dependencies exist and have no circle.
 * @throws RangeError if not
 */
export function assertSound(checks: readonly Check[]): void {
  const byId = new Map(checks.map((check) => [check.id, check]));
  if (byId.size < checks.length) throw new RangeError("Two checks have the same id");
  const finished = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (path.includes(id)) throw new RangeError(`Checks depend on each other: ${[...path, id].join(", ")}`);
    if (finished.has(id)) return;
    const check = byId.get(id);
    if (check === undefined) throw new RangeError(`${path.at(-1)} depends on ${id}, which does not exist`);
    for (const other of check.after ?? []) visit(other, [...path, id]);
    finished.add(id);
  };
  for (const { id } of checks) visit(id, []);
}
