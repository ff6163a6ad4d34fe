import type { EventEmitter } from "node:events";
import type { Server } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Statistics } from "@resource-events/server";
import type { Counted, Figures } from "./configuration.ts";
import type { Served } from "./served.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const own = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Collects garbage, and reports the figures of the process. */
export async function figuresOf({ servers = [], errors = {}, stats, unhandled = [] }: Served): Promise<Figures> {
  // Immediates do not stay: they may belong to another request for figures.
  const resources = counted(process.getActiveResourcesInfo().filter((name) => name !== "Immediate"));
  // The second round collects what finalizers release.
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heap: heapUsed,
    memory: heapUsed + external,
    resident: rss,
    connections: await connectionsOf(servers),
    resources,
    listeners: Object.assign(listenersOf("process", process), ...servers.map((one) => listenersOf("server", one))),
    errors,
    unhandled,
    counted: stats && countedOf(stats()),
    polluted: Object.getOwnPropertyNames(Object.prototype).filter((name) => !own.has(name)),
  };
}

/** The number of connections of all servers. */
async function connectionsOf(servers: readonly Server[]): Promise<number> {
  const counts = servers.map(
    (server) => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))),
  );
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

function countedOf({ subscriptions, delivered, skipped, resumed, ended, lag, log }: Statistics): Counted {
  return {
    subscriptions: subscriptions.total,
    delivered,
    skipped,
    resumed,
    cutOff: ended["cut-off"],
    longestLag: lag.longest,
    logBytes: log?.bytes ?? 0,
  };
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function listenersOf(who: string, emitter: EventEmitter): Record<string, number> {
  return Object.fromEntries(
    emitter.eventNames().map((name) => [`${who} ${String(name)}`, emitter.listenerCount(name)]),
  );
}
