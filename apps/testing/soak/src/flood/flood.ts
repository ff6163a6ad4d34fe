import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@resource-events/testing-support";
import { randomFrom } from "../random.ts";
import { mebibytes, type Report, type Scenario } from "../scenario.ts";
import { type Adapter, adapters, type Fault, type Figures } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import { type Attempt, attemptHttp1, attemptHttp2 } from "./attempts.ts";
import { http1Connection } from "./http1-connection.ts";
import { http2Connection } from "./http2-connection.ts";
import { type Pools, poolsFrom } from "./pools.ts";
import { Probe } from "./probe.ts";

/** How much to send. */
export interface FloodSize {
  /** The number of requests to each adapter. */
  readonly requests: number;
  /** The seconds within which each request must get a response. */
  readonly patience: number;
  /** Only these adapters. Default: all. */
  readonly only?: readonly Adapter[];
  readonly fault?: Fault;
}

/** The number of connections at a time, half of them of each version of HTTP. */
const concurrency = 128;

/** The server's limits: reached early, so that later growth is a leak. Streams are short, as requests wait behind them. */
const narrow = {
  notes: { noteLimit: 100 },
  log: { bytes: 8 * 2 ** 20 },
  duration: 0.01,
  maximumDuration: 0.5,
} as const;

/** Very many generated requests and frames, pipelined and broken, against each adapter, beside an honest client. */
export const flood: Scenario<FloodSize> = {
  name: "flood",
  long: { requests: 1_000_000, patience: 30 },
  short: { requests: 4_000, patience: 30 },
  async run({ requests, patience, only = adapters, fault }, { seed, report }) {
    const pools = poolsFrom(seed);
    for (const adapter of only) {
      let left = requests;
      let connections = 0;
      let aborts = 0;
      while (left > 0) {
        const server = await ServerProcess.start({
          application: "adapted",
          adapter,
          ...narrow,
          ...(fault !== undefined && { fault }),
        });
        const flooding = new Flood(server, adapter, pools, { seed, patience, report, first: connections });
        try {
          await flooding.run(left);
        } finally {
          await server.kill();
        }
        if (!flooding.abortedByNode) break;
        aborts += 1;
        left -= flooding.requests;
        connections += flooding.connections;
        if (aborts >= mostAborts) report.check(false, () => `${adapter}: Node aborted ${aborts} times`);
        if (aborts >= mostAborts) break;
      }
      report.figure(`${adapter}: aborts of Node's own HTTP/2`, aborts);
    }
  },
};

/** How often Node itself may abort: see {@link ofNode}. */
const mostAborts = 100;

/**
 * An assertion in Node's own HTTP/2 that some malformed frames break, also with a plain handler of node:http2 that writes its
 * response in two pieces (nodejs/node#35233, nodejs/node#39951). The server is started again then.
 */
const ofNode = /^SIGABRT[\s\S]*node::http2::Http2Session::~Http2Session\(\)[\s\S]*Assertion failed/;

interface FloodOptions {
  readonly seed: number;
  readonly patience: number;
  readonly report: Report;
  /** The number of the first connection. */
  readonly first: number;
}

/** What is sent to one server. */
class Flood {
  connections = 0;
  requests = 0;
  abortedByNode = false;
  #responses = 0;
  #problem: string | undefined;
  /** The bytes on each connection that is open. */
  readonly #inFlight = new Map<number, Buffer>();

  constructor(
    private readonly server: ServerProcess,
    private readonly adapter: Adapter,
    private readonly pools: Pools,
    private readonly options: FloodOptions,
  ) {}

  async run(requests: number): Promise<void> {
    const { adapter, server, options } = this;
    const { report } = options;
    const begun = performance.now();
    // Compiled code and filled caches stay in memory, and are no growth.
    await this.#send(requests / 10);
    const first = await this.#rest();
    await this.#send(requests / 2);
    const half = await this.#rest();
    await this.#send(requests);
    const end = await this.#rest();
    if (this.abortedByNode) return;
    const seconds = (performance.now() - begun) / 1000;
    const rate = Math.round(this.requests / seconds);
    report.figure(`${adapter}: requests, connections`, `${this.requests}, ${this.connections}, ${rate} a second`);
    report.figure(`${adapter}: responses read`, this.#responses);
    report.check(this.#problem === undefined, () => `${adapter}: ${this.#problem}`);
    if (this.#problem === undefined)
      this.#responses > requests / 4 || report.check(false, () => `${adapter}: hardly any response`);
    if (server.ended !== undefined || first === undefined || half === undefined || end === undefined) return;
    report.figure(`${adapter}: reported by the server`, JSON.stringify(end.errors));
    for (const problem of problemsOf(half, end)) report.check(false, () => `${adapter}: ${problem}`);
    const sizes = [first, half, end].map(({ memory, resident }) => `${mebibytes(memory)} (${mebibytes(resident)})`);
    report.figure(`${adapter}: memory (resident) at a tenth, half, the end`, sizes.join(", "));
  }

  /** Sends until this many requests were sent in all, beside an honest client. */
  async #send(requests: number): Promise<void> {
    if (this.#problem !== undefined) return;
    const probe = new Probe(this.server.port, randomFrom(this.options.seed + this.connections));
    const probing = probe.run();
    const lane = async (): Promise<void> => {
      while (this.requests < requests && this.#problem === undefined) {
        const { problem, responses } = await this.#connect(this.options.first + this.connections++);
        this.#responses += responses;
        if (problem !== undefined) this.#problem ??= problem;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    probe.stop();
    await probing;
    if (probe.problem !== undefined) this.#problem ??= `an honest client: ${probe.problem}`;
  }

  /** Sends what the seed and the number of the connection make of it. */
  async #connect(number: number): Promise<Attempt> {
    const { server, options, adapter } = this;
    const { seed, patience } = options;
    const random = randomFrom(seed + number * 7_919);
    const onHttp2 = server.http2Port > 0 && number % 2 === 1;
    const { attempt, requests, bytes } = onHttp2 ? this.#http2(random) : this.#http1(random);
    this.requests += requests;
    this.#inFlight.set(number, bytes);
    const outcome = await attempt(patience);
    // Connections close before it is known that the process has ended. Then it sends no figures.
    if (outcome.problem !== undefined) await server.figures().catch(() => {});
    const { ended } = server;
    if (ended !== undefined && ofNode.test(ended)) this.abortedByNode = true;
    const problem = ended === undefined ? outcome.problem : `The server ended (${ended})`;
    if (problem === undefined || this.#problem !== undefined) {
      if (this.#problem === undefined) this.#inFlight.delete(number);
      return { ...outcome, problem: undefined };
    }
    if (this.abortedByNode) return { ...outcome, problem };
    const kept = await this.#keep(ended === undefined ? [number] : [...this.#inFlight.keys()]);
    return { ...outcome, problem: `${problem}; connection ${number} to ${adapter}; see ${kept}` };
  }

  #http1(random: Parameters<typeof http1Connection>[0]) {
    const connection = http1Connection(random, this.pools);
    return { ...connection, attempt: (patience: number) => attemptHttp1(this.server.port, connection, patience) };
  }

  #http2(random: Parameters<typeof http1Connection>[0]) {
    const connection = http2Connection(random, this.pools);
    return { ...connection, attempt: (patience: number) => attemptHttp2(this.server.http2Port, connection, patience) };
  }

  /** Writes the bytes of connections to files, to send them again with `nc`. */
  async #keep(numbers: readonly number[]): Promise<string> {
    const names = numbers.map((number) => join(tmpdir(), `flood-${this.options.seed}-${number}.bin`));
    await Promise.all(names.map((name, index) => writeFile(name, this.#inFlight.get(numbers[index] ?? -1) ?? "")));
    return names.join(", ");
  }

  /** The figures when nobody is connected. */
  async #rest(): Promise<Figures | undefined> {
    if (this.#problem !== undefined) return undefined;
    let figures = await this.server.figures();
    const isQuiet = async () => {
      figures = await this.server.figures();
      return figures.connections === 0 && figures.counted?.subscriptions === 0;
    };
    await until(isQuiet, "no connection and no subscription", 60).catch(() => {
      const { connections, counted } = figures;
      this.#problem = `${connections} connections and ${counted?.subscriptions} subscriptions were left`;
    });
    return figures;
  }
}

/** What Koa's own error handling reports if a client leaves or breaks the rules. */
const ofTheConnection = /^Error: (read|write) E[A-Z]+$|^Error: Parse Error|ERR_HTTP2_|ERR_STREAM_|^Error: aborted$/;

/** What is wrong with the server in the end. */
function problemsOf(half: Figures, end: Figures): readonly string[] {
  const problems = end.unhandled.map((one) => `An unhandled rejection: ${one}`);
  // What the log holds, it may hold.
  const size = ({ memory, counted }: Figures) => memory - (counted?.logBytes ?? 0);
  if (size(end) > size(half) * 1.1 + 4 * 2 ** 20) {
    problems.push(`The memory grew from ${mebibytes(size(half))} to ${mebibytes(size(end))}, beside the log`);
  }
  if (end.polluted.length > 0) problems.push(`Object.prototype got ${end.polluted.join()}`);
  // An error without a code of the server was not foreseen.
  const strange = Object.keys(end.errors).filter((code) => !/^[a-z-]+$/.test(code) && !ofTheConnection.test(code));
  if (strange.length > 0) problems.push(`Reported: ${strange.join()}`);
  const timers = (figures: Figures) => figures.resources["Timeout"] ?? 0;
  if (timers(end) > timers(half) + 2) problems.push(`${timers(end)} timers, instead of ${timers(half)}`);
  return problems;
}
