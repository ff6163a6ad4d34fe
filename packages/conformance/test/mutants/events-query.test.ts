import { describe, expect, it } from "vitest";
import { eventsQueryChecks } from "../../src/checks/index.ts";
import type { Outcome, Results } from "../../src/results/results.ts";
import { runConformance } from "../../src/run/run-conformance.ts";
import { caught } from "./events-query/caught.ts";
import { type Fault, faults } from "./events-query/faults.ts";
import { groupsOf, reachOf } from "./events-query/groups.ts";
import { startLittleServer } from "./events-query/little-server.ts";

async function judge(given: readonly Fault[]): Promise<Results> {
  const server = await startLittleServer(given);
  try {
    return await runConformance(
      {
        target: `${server.origin}/notes/welcome`,
        protocol: "events-query",
        allowWrites: true,
        resourceTemplate: `${server.origin}/notes/{id}`,
        container: `${server.origin}/notes/`,
        claims: ["ours"],
      },
      { checks: eventsQueryChecks },
    );
  } finally {
    server.close();
  }
}

/** The checks that deviate, except those that another deviating check blocked. */
function deviations({ checks }: Results): Record<string, Outcome> {
  const own = checks.filter(({ outcome, blockedBy }) => outcome !== "pass" && blockedBy === undefined);
  return Object.fromEntries(own.map(({ id, outcome }) => [id, outcome]));
}

const groups = groupsOf(Object.keys(faults) as Fault[], eventsQueryChecks);

it("has a fault for every check", () => {
  const ids = new Set(Object.values(caught).flatMap((one) => Object.keys(one)));
  // The suite chooses among the listed types, so a served type is always listed here.
  const uncaught = eventsQueryChecks.map(({ id }) => id).filter((id) => !ids.has(id));
  expect(uncaught).toEqual(["events-query/discovery/served-type-is-listed"]);
});

describe.concurrent("the little server", () => {
  it("passes every check without a fault", async () => {
    const { checks, counts } = await judge([]);
    expect(checks.filter(({ outcome, left }) => outcome !== "pass" || left !== undefined)).toEqual([]);
    expect(counts.pass).toBe(eventsQueryChecks.length);
  });

  it.each(groups.map((group) => [group.join(", "), group] as const))(
    "is caught by exactly the checks that should catch it: %s",
    async (_, group) => {
      const results = await judge(group);
      const expected = Object.assign({}, ...group.map((fault) => caught[fault])) as Record<string, Outcome>;
      expect(deviations(results)).toEqual(expected);
      // Whatever else did not pass was blocked, or skipped, by one of these.
      const reach = reachOf(Object.keys(expected), eventsQueryChecks);
      const others = results.checks.filter(({ id, outcome }) => outcome !== "pass" && !reach.has(id));
      expect(others).toEqual([]);
    },
  );
});
