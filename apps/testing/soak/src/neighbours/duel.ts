import { setTimeout as pause } from "node:timers/promises";
import { until } from "@resource-events/testing-support";
import { memoryOf } from "../memory/formula.ts";
import { mebibytes } from "../scenario.ts";
import type { Figures } from "../server/configuration.ts";
import type { Attack } from "./attack.ts";
import { disappointment } from "./expectations.ts";
import type { Summary } from "./honest/summary.ts";
import { Scene } from "./scene.ts";
import type { NeighboursSize } from "./size.ts";
import type { Stage } from "./stage.ts";

/** What came of an attack. */
export interface Outcome {
  readonly summary: Summary | undefined;
  /** The most bytes of the server's process. */
  readonly resident: number;
  readonly bound: number;
  /** The longest time in which the server did not even say how large it is, in seconds. */
  readonly freeze: number;
  /** The responses that the attacker got, and how many of its connections the server closed. */
  readonly attacker: string;
  readonly problems: readonly string[];
}

/** What docs/operating.md allows for beside what the formula says: half as much again, and this much. */
const slack = 100 * 1_048_576;
const logLimit = 32 * 1_048_576;

/** Attacks the server while honest people use it. */
export async function duel(attack: Attack, stage: Stage, size: NeighboursSize): Promise<Outcome> {
  const { server, honest } = stage;
  const before = await stage.figures();
  const load = typeof attack.load === "function" ? attack.load(stage.adapter) : attack.load;
  const occupied = memoryOf({ ...load, logBytes: logLimit - (before.counted?.logBytes ?? 0) });
  const bound = before.resident + 1.5 * occupied + slack;
  const problems: string[] = [];
  const note = (error: unknown) => problems.push(error instanceof Error ? error.message : String(error));
  let resident = 0;
  let freeze = 0;
  let summary: Summary | undefined;
  const scene = new Scene({ port: server.port, http2Port: server.http2Port });
  await honest.begin();
  const attacking = attack.run(scene).catch((error: unknown) => note(`The attack failed: ${error}`));
  const watching = watch();
  try {
    await pause(size.seconds * 1000);
    // The attack goes on until the honest have got everything, or have waited long enough.
    summary = await honest.end();
  } catch (error) {
    note(error);
  }
  scene.stop();
  await attacking;
  await watching.catch(note);
  const attacker = JSON.stringify({ ...scene.statuses, opened: scene.opened, closed: scene.closedByServer });
  const disappointed = disappointment(attack, scene, { adapter: stage.adapter, seconds: size.seconds });
  if (disappointed !== undefined) note(disappointed);
  scene.leave();
  if (summary !== undefined) problems.unshift(...problemsOf(summary, size));
  if (resident > bound) note(`The server took ${mebibytes(resident)}, beyond ${mebibytes(bound)}`);
  await settle(stage, before).then((found) => problems.push(...found), note);
  return { summary, resident, bound, freeze, attacker, problems };

  async function watch(): Promise<void> {
    while (!scene.over) {
      const asked = performance.now();
      resident = Math.max(resident, await server.resident());
      freeze = Math.max(freeze, (performance.now() - asked) / 1000);
      await scene.pause(200);
    }
  }
}

function problemsOf(summary: Summary, { latency }: NeighboursSize): string[] {
  const { problems, longestNotification, writes, newcomers } = summary;
  return [
    ...problems.slice(0, 5),
    ...(longestNotification > latency
      ? [`A notification took ${longestNotification.toFixed(1)} s, beyond ${latency} s`]
      : []),
    ...(writes === 0 || newcomers === 0 ? ["Nobody wrote, or nobody came"] : []),
  ];
}

/** What is left of an attack after its connections were closed. */
async function settle(stage: Stage, before: Figures): Promise<readonly string[]> {
  let after = before;
  const back = (kind: "subscriptions" | "connections") => {
    const count = (figures: Figures) =>
      kind === "connections" ? figures.connections : (figures.counted?.subscriptions ?? 0);
    return count(after) <= count(before) ? [] : [`${count(after)} ${kind} instead of ${count(before)} were left`];
  };
  const left = () => [...back("subscriptions"), ...back("connections")];
  await until(
    async () => {
      after = await stage.figures();
      return left().length === 0;
    },
    "nothing to be left",
    10,
  ).catch(() => {});
  const log = Math.max(0, (after.counted?.logBytes ?? 0) - (before.counted?.logBytes ?? 0));
  const allowed = before.memory * 1.1 + log * 1.2 + 8 * 1_048_576;
  const grown =
    after.memory > allowed ? [`The memory grew from ${mebibytes(before.memory)} to ${mebibytes(after.memory)}`] : [];
  const unhandled = after.unhandled.map((one) => `An unhandled rejection: ${one}`);
  return [...left(), ...grown, ...unhandled];
}
