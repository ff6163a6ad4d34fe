import type { Check } from "../../../src/checks/check.ts";
import { caught, hiding } from "./caught.ts";
import type { Fault } from "./faults.ts";

/** How many faults one server is given at most. */
const most = 14;

/**
 * Faults that one server has together, because a run of all checks for each fault would take minutes. In a group, no
 * check catches two faults or is blocked by a check that catches another one. So the deviations of the group are
 * exactly those of its faults.
 */
export function groupsOf(faults: readonly Fault[], checks: readonly Check[]): readonly (readonly Fault[])[] {
  const reaches = new Map(faults.map((fault) => [fault, reachOf(Object.keys(caught[fault]), checks)]));
  const meets = (one: Fault, other: Fault) => Object.keys(caught[other]).some((id) => reaches.get(one)?.has(id));
  const hides = (one: Fault, other: Fault) => hiding.some((line) => line.includes(one) && line.includes(other));
  const apart = (one: Fault, other: Fault) => !meets(one, other) && !meets(other, one) && !hides(one, other);
  const groups: Fault[][] = [];
  for (const fault of faults) {
    const fitting = groups.find((group) => group.length < most && group.every((other) => apart(fault, other)));
    if (fitting === undefined) groups.push([fault]);
    else fitting.push(fault);
  }
  return groups;
}

/** The checks with these ids, and all that depend on them. */
export function reachOf(ids: readonly string[], checks: readonly Check[]): ReadonlySet<string> {
  const reach = new Set(ids);
  for (let size = 0; size < reach.size; ) {
    size = reach.size;
    for (const { id, after = [] } of checks) if (after.some((before) => reach.has(before))) reach.add(id);
  }
  return reach;
}
