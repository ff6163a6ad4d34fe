import { ConformanceError } from "../conformance-error.ts";
import type { Check } from "./check.ts";

/** Whether a check is meant by one of the patterns: its id, the beginning of it up to a slash, or any beginning and `*`. */
export function isMeant(id: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*")
      ? id.startsWith(pattern.slice(0, -1))
      : id === pattern || id.startsWith(`${pattern.replace(/\/$/, "")}/`),
  );
}

/**
 * The checks that are asked for, and those that they depend on, in their order.
 * @throws {@link ConformanceError} `configuration` where a pattern means nothing
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

/** @throws {@link ConformanceError} `configuration` */
export function requireMeaning(checks: readonly Pick<Check, "id">[], pattern: string, option: string): void {
  if (checks.some(({ id }) => isMeant(id, [pattern]))) return;
  throw new ConformanceError(
    "configuration",
    `${option}: no check's id is, or begins with, ${JSON.stringify(pattern)}`,
  );
}

/**
 * That ids are unique, and that what checks depend on is there and does not depend on them.
 * @throws RangeError
 */
export function assertSound(checks: readonly Check[]): void {
  const byId = new Map(checks.map((check) => [check.id, check]));
  if (byId.size < checks.length) throw new RangeError("Two checks have the same id");
  const finished = new Set<string>();
  const visit = (id: string, path: readonly string[]) => {
    if (path.includes(id)) throw new RangeError(`Checks depend on each other: ${[...path, id].join(", ")}`);
    if (finished.has(id)) return;
    const check = byId.get(id);
    if (check === undefined) throw new RangeError(`${path.at(-1)} depends on ${id}, which is no check`);
    for (const other of check.after ?? []) visit(other, [...path, id]);
    finished.add(id);
  };
  for (const { id } of checks) visit(id, []);
}
