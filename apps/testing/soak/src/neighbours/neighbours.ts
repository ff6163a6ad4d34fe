import { mebibytes, type Report, type Scenario } from "../scenario.ts";
import { type Adapter, adapters } from "../server/configuration.ts";
import type { Attack } from "./attack.ts";
import { attacks } from "./attacks.ts";
import { duel, type Outcome } from "./duel.ts";
import type { NeighboursSize } from "./size.ts";
import { Stage } from "./stage.ts";

/** Honest subscribers and writers, beside attackers of every kind. */
export const neighbours: Scenario<NeighboursSize> = {
  name: "neighbours",
  // limits.withheldSeconds is 2 by default.
  long: { subscribers: 192, interval: 200, seconds: 15, latency: 3, patience: 12, everywhere: true },
  short: { subscribers: 48, interval: 100, seconds: 2, latency: 10, patience: 12, everywhere: false },
  async run(size, { report }) {
    for (const adapter of adapters) {
      const its = attacks.filter((attack, index) => meets(attack, adapter, index, size));
      await attackAll(adapter, its, size, report);
    }
  },
};

/** Whether an attack is to meet an adapter. Express does not run on HTTP/2. */
function meets(
  { name, version }: Attack,
  adapter: Adapter,
  index: number,
  { everywhere, only }: NeighboursSize,
): boolean {
  if (only !== undefined && !only.includes(name)) return false;
  const able = adapters.filter((one) => version === "HTTP/1.1" || one !== "express");
  return everywhere ? able.includes(adapter) : able[index % able.length] === adapter;
}

/** Attacks a server behind one adapter in every way. */
async function attackAll(
  adapter: Adapter,
  its: readonly Attack[],
  size: NeighboursSize,
  report: Report,
): Promise<void> {
  let stage: Stage | undefined;
  for (const attack of its) {
    stage ??= await Stage.set(adapter, size);
    const outcome = await duel(attack, stage, size);
    const { problems } = outcome;
    const name = `${attack.name}, ${attack.version}, ${adapter}`;
    report.figure(name, row(outcome));
    for (const problem of problems) report.check(false, () => `${name}: ${problem}`);
    if (problems.length === 0) continue;
    // The next attack must not find what this one left.
    await stage.clear();
    stage = undefined;
  }
  await stage?.clear();
}

/** What came of an attack, in a line. */
function row({ summary, resident, bound, freeze, attacker, problems }: Outcome): string {
  const [first] = problems;
  const { told = 0, longestNotification = 0, longestResponse = 0, longestBeginning = 0 } = summary ?? {};
  const times = { notification: longestNotification, response: longestResponse, beginning: longestBeginning, freeze };
  return [
    `${told} told`,
    ...Object.entries(times).map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`),
    `${mebibytes(resident)} of ${mebibytes(bound)}`,
    attacker,
    first === undefined ? "withstood" : `SUCCEEDS: ${first}`,
  ].join(" | ");
}
