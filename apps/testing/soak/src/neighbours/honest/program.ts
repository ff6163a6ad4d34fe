import { setTimeout as pause } from "node:timers/promises";
import { Crowd, type Member } from "./crowd.ts";
import type { Balance, Write } from "./ledger.ts";
import { container, own, shared } from "./places.ts";
import type { HonestConfiguration, Summary } from "./summary.ts";
import { patchOnHttp1, patchOnHttp2, Writer } from "./writer.ts";

// The process of honest subscribers and writers. It says when they have gathered; then `begin` makes them write, and `end`
// makes them stop and report.
const configuration: HonestConfiguration = JSON.parse(process.argv[2] ?? "{}");
const crowd = new Crowd(configuration);
await crowd.gather();
const { port, http2Port, interval, patience } = configuration;
const writers = [...shared, ...own].map(
  (target, index) =>
    new Writer(target, http2Port > 0 && index % 2 === 0 ? patchOnHttp2(crowd.connect()) : patchOnHttp1(port)),
);
let newcomers = { count: 0, longest: 0, problem: undefined as string | undefined };
let visiting = false;
process.on("message", async (asked) => {
  if (asked === "begin") begin();
  process.send?.(asked === "begin" ? "begun" : await end());
});
process.on("disconnect", () => process.exit());
process.send?.("gathered");

function begin(): void {
  for (const { ledger } of crowd.members) ledger.clear();
  for (const writer of writers) writer.begin(interval);
  newcomers = { count: 0, longest: 0, problem: undefined };
  visiting = true;
  void visit();
}

/** Newcomers are served, too. */
async function visit(): Promise<void> {
  for (let index = 0; visiting; index += 7) {
    const late = pause(patience * 1000).then(() => Promise.reject(new Error(`No head within ${patience} s`)));
    try {
      const seconds = await Promise.race([crowd.visit(index), late]);
      newcomers.count += 1;
      newcomers.longest = Math.max(newcomers.longest, seconds);
    } catch (error) {
      newcomers.problem ??= `A newcomer: ${error}`;
    }
    late.catch(() => {});
    await pause(4 * interval);
  }
}

async function end(): Promise<Summary> {
  visiting = false;
  await Promise.all(writers.map((writer) => writer.end(patience)));
  const written = new Map(writers.map(({ target, writes }) => [target, writes]));
  const owned = new Map(own.map((target) => [target, written.get(target) ?? []]));
  const balances = () => crowd.members.map((member) => balanceOf(member, written, owned));
  const deadline = performance.now() + patience * 1000;
  while (performance.now() < deadline && balances().some(({ problem }) => problem !== undefined)) await pause(100);
  const all = balances();
  const problems = [
    ...writers.map(({ failure }) => failure),
    newcomers.problem,
    ...crowd.members.map((member) => member.problem()),
    ...all.map(({ problem }) => problem),
  ].filter((problem) => problem !== undefined);
  return {
    writes: writers.reduce((sum, { writes }) => sum + writes.length, 0),
    told: all.reduce((sum, { told }) => sum + told, 0),
    longestResponse: Math.max(0, ...writers.map(({ longest }) => longest)),
    longestNotification: Math.max(0, ...all.map(({ longest }) => longest)),
    newcomers: newcomers.count,
    longestBeginning: newcomers.longest,
    problems,
  };
}

function balanceOf(
  { target, ledger }: Member,
  written: ReadonlyMap<string, readonly Write[]>,
  owned: ReadonlyMap<string, readonly Write[]>,
): Balance {
  return target === container ? ledger.ofContainer(owned) : ledger.ofResource(written.get(target) ?? []);
}
