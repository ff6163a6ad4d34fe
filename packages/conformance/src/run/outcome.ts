import type { Level } from "../checks/check.ts";

/** A check or a scenario, with the names by which it can be claimed. */
export interface Claimable {
  readonly id: string;
  readonly requirements: readonly string[];
  readonly level: Level;
  /** The optional feature that it judges. */
  readonly feature?: string;
}

/**
 * The outcome if a check does not hold: `must` fails, `should` warns, `may` informs; `ours` fails if it is claimed by
 * its id, a requirement or a feature, or by `ours`, and informs otherwise.
 */
export function outcomeOf(
  { id, level, requirements, feature }: Claimable,
  claims: ReadonlySet<string>,
): "fail" | "warn" | "info" {
  if (level === "must") return "fail";
  if (level === "should") return "warn";
  if (level === "may") return "info";
  const names = ["ours", id, ...requirements, ...(feature === undefined ? [] : [feature])];
  return names.some((name) => claims.has(name)) ? "fail" : "info";
}
