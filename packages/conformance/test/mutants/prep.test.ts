import { describe, expect, it } from "vitest";
import { prepChecks } from "../../src/checks/index.ts";
import type { CheckResult, Results } from "../../src/results/results.ts";
import { runConformance } from "../../src/run/run-conformance.ts";
import type { Mutation } from "./prep/mutation.ts";
import { mutations } from "./prep/mutations.ts";
import { startPrepServer } from "./prep/server.ts";

type Outcomes = Readonly<Record<string, CheckResult["outcome"]>>;

const short = (id: string) => id.replace(/^prep\//, "");

async function judge(faults: readonly Mutation[]): Promise<Results> {
  const server = await startPrepServer(Object.assign({}, ...faults.map(({ rules }) => rules())));
  const configuration = {
    target: `${server.origin}/things/one`,
    protocol: "prep",
    allowWrites: true,
    resourceTemplate: `${server.origin}/things/{id}`,
    container: `${server.origin}/things/`,
    prepDuration: 1,
    patience: 3,
    concurrency: 24,
  } as const;
  const results = await runConformance(configuration, { checks: prepChecks });
  server.close();
  return results;
}

/** The outcomes for a fault: checks that depend on a check that catches it are blocked, or skipped with it. */
function outcomesWith(faults: readonly Pick<Mutation, "caught">[]): Outcomes {
  const outcomes = new Map<string, CheckResult["outcome"]>();
  for (const { caught } of faults) {
    for (const [id, outcome] of Object.entries(caught)) outcomes.set(`prep/${id}`, outcome);
  }
  const declared = new Set(outcomes.keys());
  const outcomeOf = (id: string): CheckResult["outcome"] => {
    const after = prepChecks.find((check) => check.id === id)?.after ?? [];
    const before = after.map(outcomeOf);
    if (before.includes("skipped")) return "skipped";
    if (before.some((outcome) => outcome !== "pass")) return "blocked";
    return outcomes.get(id) ?? "pass";
  };
  const all = prepChecks.map(({ id }) => [id, outcomeOf(id)] as const);
  for (const id of declared) if (!all.some(([known]) => known === id)) throw new RangeError(`${id} is no check`);
  return Object.fromEntries(all.filter(([, outcome]) => outcome !== "pass").map(([id, one]) => [short(id), one]));
}

/**
 * Faults that change different rules, and show in different checks, can be one server's: each is still seen to be
 * caught by its own checks, and there are fewer servers to judge.
 */
function together(all: readonly Mutation[], most: number): readonly (readonly Mutation[])[] {
  const servers: Mutation[][] = [];
  const overlaps = (one: object, other: object) => Object.keys(one).some((key) => key in other);
  for (const mutation of all) {
    const fits = servers.find(
      (faults) =>
        faults.length < most &&
        faults.every(
          (other) =>
            !overlaps(mutation.rules(), other.rules()) && !overlaps(outcomesWith([mutation]), outcomesWith([other])),
        ),
    );
    if (fits === undefined) servers.push([mutation]);
    else fits.push(mutation);
  }
  return servers;
}

describe.concurrent("the checks of PREP", () => {
  it("pass another correct server", async () => {
    const { checks } = await judge([]);
    expect(checks.filter(({ outcome, left }) => outcome !== "pass" || left !== undefined)).toEqual([]);
  });

  it.for(together(mutations, 8).map((faults) => [faults.map(({ name }) => name).join("; "), faults] as const))(
    "catch: %s",
    async ([, faults]) => {
      const { checks } = await judge(faults);
      const deviations = checks.filter(({ outcome }) => outcome !== "pass");
      const found = Object.fromEntries(deviations.map(({ id, outcome }) => [short(id), outcome]));
      expect(found).toEqual(outcomesWith(faults));
    },
  );
});

describe("the mutations", () => {
  it("are many, have different names, and each has an effect", () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
    expect(mutations.length).toBeGreaterThanOrEqual(30);
    for (const { name, caught } of mutations) expect(Object.keys(caught), name).not.toEqual([]);
  });
});
