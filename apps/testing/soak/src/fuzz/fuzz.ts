import { until } from "@resource-events/testing-support";
import fc from "fast-check";
import { Watch } from "../hostile/watch.ts";
import { randomFrom } from "../random.ts";
import { mebibytes, type Report, type Scenario } from "../scenario.ts";
import type { Fault, Figures } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { exchange, message, mutate } from "../wire/exchange.ts";
import { type AttemptOptions, attempt, type Outcome } from "./attempt.ts";
import { type Case, cases, targets } from "./requests.ts";

/** How much to send. */
export interface FuzzSize {
  readonly requests: number;
  /** The seconds within which each connection must get a response, or be closed. */
  readonly patience: number;
  readonly fault?: Fault;
}

/** The number of simultaneous connections. */
const concurrency = 32;

/** The number of requests that are generated at a time, and sent before the watchers are checked. */
const batch = 500;

const watched = "/notes/watched";

/** The server's limits: so low that all of them are reached by half-time, and later growth is a leak. */
const narrow = {
  notes: { noteLimit: 100, storageLimit: 2 * 2 ** 20 },
  log: { eventsPerResource: 20, bytes: 2 ** 20 },
} as const;

/** Generated requests, many of them broken, against the whole server, next to subscribers that must not be affected. */
export const fuzz: Scenario<FuzzSize> = {
  name: "fuzz",
  long: { requests: 100_000, patience: 30 },
  short: { requests: 2_000, patience: 30 },
  async run(size, { seed, report }) {
    const server = await ServerProcess.start({
      application: "notes",
      ...narrow,
      ...(size.fault && { fault: size.fault }),
    });
    const { port } = server;
    const outcomes: Record<string, number> = {};
    const count = (outcome: Outcome) => {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    };
    try {
      await exchange(port, message("PUT", watched, { "Content-Type": "text/plain" }, "watched"));
      const watch = await Watch.start(port, watched);
      const list = await Watch.start(port, "/notes/");
      let half: Figures | undefined;
      const batches = Math.ceil(size.requests / batch);
      for (let number = 0; number < batches; number += 1) {
        if (number % 5 === 0) await renew(port);
        await sendBatch({ server, seed: seed + number, number, patience: size.patience, count, report });
        if (report.findings.length > 0) return;
        await watch.mark();
        if (number + 1 === Math.ceil(batches / 2)) half = await atRest(server, watch, list);
      }
      const end = await atRest(server, watch, list);
      const problem = watch.problem() ?? disagreement(list);
      report.check(problem === undefined, () => problem ?? "");
      report.figure("requests", batches * batch);
      for (const [outcome, times] of Object.entries(outcomes)) report.figure(`response: ${outcome}`, times);
      report.figure("events of the list", list.subscribers[0]?.notifications.length ?? 0);
      report.figure("reported by the server", JSON.stringify(end.errors));
      compare(half ?? end, end, report);
      for (const one of [watch, list]) one.leave();
    } finally {
      await server.kill();
    }
  },
};

interface Batch {
  readonly server: ServerProcess;
  readonly seed: number;
  readonly number: number;
  readonly patience: number;
  readonly count: (outcome: Outcome) => void;
  readonly report: Report;
}

async function sendBatch({ server, seed, number, patience, count, report }: Batch): Promise<void> {
  const random = randomFrom(seed);
  const trying = fc.sample(cases, { seed, numRuns: batch }).entries();
  const suspicions: string[] = [];
  /** The cases in progress when the first suspicion arose. */
  const inFlight = new Map<number, Case>();
  const lane = async (): Promise<void> => {
    for (const [index, one] of trying) {
      if (suspicions.length > 0) return;
      inFlight.set(index, one);
      const suspicion = await suspicionOf(server.port, one, { patience, leaves: random.chance(0.1) }, count);
      if (suspicion !== undefined) suspicions.push(`${suspicion}: ${describe(number * batch + index, one)}`);
      if (suspicions.length === 0) inFlight.delete(index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  // A server that has ended sends no figures.
  await server.figures().catch(() => {});
  if (server.ended === undefined) {
    for (const suspicion of suspicions) report.check(false, () => suspicion);
  } else {
    const suspects = [...inFlight].map(([index, one]) => `\n  ${describe(number * batch + index, one)}`);
    const first = number * batch;
    report.check(false, () => `The server ended (${server.ended}), by a request from ${first} on${suspects.join("")}`);
  }
}

/** The fault in the outcome of a case, if any. */
async function suspicionOf(port: number, one: Case, options: AttemptOptions, count: (outcome: Outcome) => void) {
  try {
    const outcome = await attempt(port, one, options);
    count(outcome);
    const silent = one.complete && (outcome === "closed" || outcome === "reset");
    return silent || outcome === 500 || outcome === 503 ? String(outcome) : undefined;
  } catch (error) {
    return String(error);
  }
}

/** A case in base64, to send it again with `base64 -d | nc`. */
function describe(index: number, { bytes }: Case): string {
  return `request ${index}, ${JSON.stringify(bytes.toString("latin1").slice(0, 300))}, base64 ${bytes.toString("base64")}`;
}

/** Deletes all notes except the one that is watched. */
async function clear(port: number): Promise<void> {
  const listing = await exchange(port, message("GET", "/notes/", { Accept: "application/json" }));
  const notes: readonly { readonly url: string }[] = JSON.parse(listing?.content.toString() ?? "[]");
  for (const { url } of notes) {
    if (url !== watched) await exchange(port, message("DELETE", url), { method: "DELETE" });
  }
}

/** Makes room, and the notes that most requests are about. Otherwise nearly all responses would soon be 404 and 507. */
async function renew(port: number): Promise<void> {
  await clear(port);
  for (const target of targets) {
    await mutate(port, "PUT", target, { "Content-Type": "application/json" }, '{"a":[0,{"b":1}]}');
  }
}

/** The figures when only the watchers are connected, and only what they watch is stored. */
async function atRest(server: ServerProcess, watch: Watch, list: Watch): Promise<Figures> {
  await clear(server.port);
  await watch.mark();
  const watchers = watch.subscribers.length + list.subscribers.length;
  let figures = await server.figures();
  await until(
    async () => {
      figures = await server.figures();
      return figures.connections <= watchers;
    },
    () => `the ${figures.connections} connections to be ${watchers}`,
    60,
  );
  return figures;
}

/** Checks that all who watch the list have got the same. */
function disagreement(list: Watch): string | undefined {
  list.ids.splice(0, Infinity, ...(list.subscribers[0]?.notifications.map(({ id }) => id) ?? []));
  return list.problem();
}

function compare(half: Figures, end: Figures, report: Report): void {
  report.figure("heap at half-time and at the end", `${mebibytes(half.heap)}, ${mebibytes(end.heap)}`);
  report.figure("memory at half-time and at the end", `${mebibytes(half.memory)}, ${mebibytes(end.memory)}`);
  for (const kind of ["heap", "memory"] as const) {
    const bound = half[kind] * 1.1 + 2 ** 20;
    report.check(end[kind] <= bound, () => `${kind} grew from ${mebibytes(half[kind])} to ${mebibytes(end[kind])}`);
  }
  // An error without a code of the server was not foreseen.
  const strange = Object.keys(end.errors).filter((code) => !/^[a-z-]+$/.test(code));
  report.check(strange.length === 0, () => `Reported: ${strange.join()}`);
  report.check(end.polluted.length === 0, () => `Object.prototype got ${end.polluted.join()}`);
  const timers = (figures: Figures) => figures.resources["Timeout"] ?? 0;
  report.check(timers(end) <= timers(half), () => `${timers(end)} timers, instead of ${timers(half)}`);
}
