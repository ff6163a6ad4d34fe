import { setTimeout as pause } from "node:timers/promises";
import { Scene } from "../neighbours/scene.ts";
import { mebibytes, type Report, type Scenario } from "../scenario.ts";
import type { Fault } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { memoryOf } from "./formula.ts";
import { type Occupation, occupations } from "./loads.ts";

/** How much to occupy. */
export interface MemorySize {
  /** The share of the long size. */
  readonly share: number;
  /** How far what is measured may be from what is predicted, as a share of it. */
  readonly tolerance: number;
  readonly fault?: Fault;
}

/** Occupies a server in each way, and compares its memory with the formula in docs/operating.md. */
export const memory: Scenario<MemorySize> = {
  name: "memory",
  long: { share: 1, tolerance: 0.2 },
  // What is fixed weighs more there.
  short: { share: 0.25, tolerance: 0.5 },
  async run(size, { report }) {
    for (const one of occupations) await measure(one, size, report);
  },
};

/** What one occupation takes, after a first one has compiled the code and filled the caches. */
async function measure(one: Occupation, { share, tolerance, fault }: MemorySize, report: Report): Promise<void> {
  const server = await ServerProcess.start({
    application: "adapted",
    ...one.server,
    ...(fault !== undefined && { fault }),
  });
  const count = one.count * share;
  try {
    const first = new Scene(server);
    // As much again leaves the same notes.
    await one.make(first, server, one.name === "a full log" ? count / 10 : count);
    await pause(500);
    first.stop();
    first.leave();
    await pause(1_000);
    const before = await server.figures();
    const scene = new Scene(server);
    await one.make(scene, server, count);
    await pause(1_000);
    const after = await server.figures();
    scene.stop();
    scene.leave();
    const logBytes = (after.counted?.logBytes ?? 0) - (before.counted?.logBytes ?? 0);
    const predicted = memoryOf({ ...one.load(count), logBytes });
    const measured = after.memory - before.memory;
    const ratio = measured / predicted;
    const resident = `resident ${mebibytes(before.resident)}, then ${mebibytes(after.resident)}`;
    report.figure(
      `${count} ${one.name}`,
      `${mebibytes(measured)} measured, ${mebibytes(predicted)} predicted: ${ratio.toFixed(2)} | ${resident}`,
    );
    report.check(
      Math.abs(ratio - 1) <= tolerance,
      () => `${one.name}: ${mebibytes(measured)} measured, ${mebibytes(predicted)} predicted`,
    );
  } finally {
    await server.kill();
  }
}
