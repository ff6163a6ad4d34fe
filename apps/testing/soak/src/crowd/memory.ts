import { until } from "@resource-events/testing-support";
import { mebibytes, type Report } from "../scenario.ts";
import type { Figures } from "../server/configuration.ts";
import type { ServerProcess } from "../server/server-process.ts";
import type { CrowdSize } from "./crowd-size.ts";

/** The documented limits on the server's memory, in bytes. */
const limits = { waiting: 1_048_576, log: 32 * 1_048_576, paced: 65_536 };

/** The bytes that Node keeps for a connection with its request, response and subscription: we measured 17 to 40 KiB. */
const connection = 40_960;

/**
 * The sum of the documented limits, and of what there was at the start: the log; what may wait for those who do not read,
 * and the write that exceeds it; what is sent to everybody at a time; connections; the notes.
 */
export function boundOf(start: Figures, { subscribers, resources, delta }: CrowdSize, asleep: number): number {
  const waiting = asleep * (limits.waiting + 2 * delta) + (subscribers - asleep) * limits.paced;
  return start.memory + limits.log + waiting + subscribers * connection + 2 * resources * delta;
}

/** Samples the server's memory. */
export function watchMemory(server: ServerProcess, milliseconds: number) {
  let memory = 0;
  let resident = 0;
  let failure: unknown;
  const timer = setInterval(() => {
    server.figures().then(
      (figures) => {
        memory = Math.max(memory, figures.memory);
        resident = Math.max(resident, figures.resident);
      },
      (error: unknown) => {
        failure ??= error;
      },
    );
  }, milliseconds);
  return {
    /** Stops, and returns the maxima. */
    stop(): { readonly memory: number; readonly resident: number } {
      clearInterval(timer);
      if (failure !== undefined) throw failure;
      return { memory, resident };
    },
  };
}

/** Checks that the server is as it was: the same memory, and nothing left of subscribers that have gone. */
export async function compareWithStart(server: ServerProcess, start: Figures, report: Report): Promise<void> {
  let left: readonly string[] = [];
  await until(
    async () => {
      left = leftOf(await server.figures(), start);
      return left.length === 0;
    },
    () => `nothing to be left: ${left.join(", ")}`,
    30,
  );
  const end = await server.figures();
  report.figure("heap, memory at the end", `${mebibytes(end.heap)}, ${mebibytes(end.memory)}`);
  report.figure("connections, timers, listeners left", "none");
  for (const kind of ["heap", "memory"] as const) {
    const grown = () => `The ${kind} grew from ${mebibytes(start[kind])} to ${mebibytes(end[kind])}`;
    report.check(end[kind] <= start[kind] * 1.1, grown);
  }
}

function leftOf(now: Figures, start: Figures): readonly string[] {
  const more = (kind: "resources" | "listeners") =>
    Object.entries(now[kind]).flatMap(([name, count]) => {
      const before = start[kind][name] ?? 0;
      return count > before ? [`${name}: ${count} instead of ${before}`] : [];
    });
  const connections = now.connections > 0 ? [`${now.connections} connections`] : [];
  const { subscriptions = 0 } = now.counted ?? {};
  return [
    ...connections,
    ...(subscriptions > 0 ? [`${subscriptions} subscriptions`] : []),
    ...more("resources"),
    ...more("listeners"),
  ];
}
