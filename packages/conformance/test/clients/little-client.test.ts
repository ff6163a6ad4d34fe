import { describe, expect, it } from "vitest";
import { runClientConformance } from "../../src/run/run-client.ts";
import { clientScenarios } from "../../src/scenarios/index.ts";
import type { Scenario } from "../../src/scenarios/scenario.ts";
import { calledClient } from "./called-client.ts";
import { caught } from "./mutant/caught.ts";
import { type Fault, faults } from "./mutant/faults.ts";
import { littleClient } from "./mutant/little-client.ts";

/**
 * Scenarios that take long, since much is read, or bytes come one by one: with faults that they don't catch, left out.
 */
const isLong = ({ id }: Scenario) => /(?:many-notifications|large-notification|one-byte-chunks)$/.test(id);
const hanging: readonly Fault[] = ["waits-for-http-end", "epilogue-refused", "hangs-on-long-padding"];

async function failed(scenarios: readonly Scenario[], fault?: Fault): Promise<string[]> {
  const given = new Set(fault === undefined ? [] : [fault]);
  const { checks } = await runClientConformance(
    calledClient((task, print) => littleClient(task, print, given)),
    { scenarios, concurrency: 64, pace: false, timeLimit: fault && hanging.includes(fault) ? 12_000 : 150_000 },
  );
  return checks.filter(({ outcome }) => outcome !== "pass").map(({ id }) => id);
}

it("passes every scenario without a fault", async () => {
  expect(await failed(clientScenarios)).toEqual([]);
});

describe.concurrent("is caught by exactly the scenarios that should, where it", () => {
  it.each(Object.entries(faults) as [Fault, string][])("%s: %s", async (fault) => {
    const catchers = caught[fault];
    const isCatcher = typeof catchers === "function" ? catchers : ({ id }: Scenario) => catchers.includes(id.slice(7));
    const expected = clientScenarios.filter(isCatcher);
    // Listed scenarios exist, and each fault has at least one.
    expect(expected.length).toBeGreaterThanOrEqual(typeof catchers === "function" ? 10 : catchers.length);
    const scenarios = expected.some(isLong) ? clientScenarios : clientScenarios.filter((one) => !isLong(one));
    expect((await failed(scenarios, fault)).sort()).toEqual(expected.map(({ id }) => id).sort());
  });
});
