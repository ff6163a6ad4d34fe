import { type Random, randomFrom } from "../random.ts";
import { mebibytes, type Report, type Scenario } from "../scenario.ts";
import type { Figures } from "../server/configuration.ts";
import { ServerProcess } from "../server/server-process.ts";
import type { CrowdSize } from "./crowd-size.ts";
import { Gathering } from "./gathering.ts";
import { boundOf, compareWithStart, watchMemory } from "./memory.ts";
import { Note } from "./note.ts";
import { write } from "./writer.ts";

/** The number of events that the log keeps of a resource: so few that the log is as full at the start as at the end. */
const eventsPerResource = 40;

/** More than the 4 MiB or so that the system itself buffers for a client that does not read. */
const unread = 10 * 1_048_576;

/** Many subscribers, while resources change all the time. Some never read; some come and go. */
export const crowd: Scenario<CrowdSize> = {
  name: "crowd",
  long: {
    subscribers: 2_000,
    resources: 50,
    seconds: 60,
    rate: 100,
    delta: 65_536,
    restlessness: { stay: 3_000, away: 1_000 },
    patience: 120,
  },
  short: {
    subscribers: 120,
    resources: 4,
    seconds: 2,
    rate: 100,
    delta: 262_144,
    restlessness: { stay: 400, away: 200 },
    patience: 60,
  },
  async run(size, { seed, report }) {
    const random = randomFrom(seed);
    const server = await ServerProcess.start({
      application: "notes",
      log: { eventsPerResource },
      deltaBytes: size.delta,
      ...(size.fault && { fault: size.fault }),
    });
    try {
      const targets = Array.from({ length: size.resources }, (_, index) => `/notes/crowd-${index}`);
      const [first = "", ...others] = targets;
      const noteAt = (target: string) => new Note(server.port, target, size.delta);
      const notes: Notes = [noteAt(first), ...others.map(noteAt)];
      // Compiled code and filled caches stay in memory, and are not growth.
      await rehearse(server.port, notes, size, random);
      await fillLog(notes);
      const start = await server.figures();
      report.figure("heap, memory at the start", `${mebibytes(start.heap)}, ${mebibytes(start.memory)}`);
      await happen(server, notes, size, random, report, start);
      await fillLog(notes);
      await compareWithStart(server, start, report);
    } finally {
      await server.kill();
    }
  },
};

type Notes = readonly [Note, ...Note[]];

/** The notes with long notifications. */
function longOf(notes: Notes): readonly Note[] {
  return notes.slice(0, Math.ceil(notes.length / 5));
}

/** Fills the log with short events, so that it has the same size in every comparison. */
async function fillLog(notes: Notes): Promise<void> {
  for (let count = 0; count < eventsPerResource; count += 1) {
    await Promise.all(notes.map((note) => note.replace()));
  }
}

/** Runs a quarter of the crowd for a short while. */
async function rehearse(port: number, notes: Notes, size: CrowdSize, random: Random): Promise<void> {
  const smaller = { ...size, subscribers: Math.ceil(size.subscribers / 4) };
  await Promise.all(notes.map((note) => note.replace()));
  const gathering = await Gathering.of(port, notes, longOf(notes), smaller, random);
  await write(notes, longOf(notes), { rate: size.rate, seconds: Math.min(5, size.seconds), patches: 0 }, random);
  await gathering.disperse();
}

async function happen(
  server: ServerProcess,
  notes: Notes,
  size: CrowdSize,
  random: Random,
  report: Report,
  start: Figures,
): Promise<void> {
  const long = longOf(notes);
  const gathering = await Gathering.of(server.port, notes, long, size, random);
  const { readers, sleepers, restless } = gathering;
  const memory = watchMemory(server, Math.min(5_000, (size.seconds * 1000) / 3));
  const patches = Math.max(...long.map((note) => note.patches)) + unread / size.delta;
  const events = await write(notes, long, { ...size, patches }, random);
  const most = memory.stop();
  // Those whose id was forgotten can then resume, and those who wake up have something to wait for.
  await Promise.all(notes.map((note) => note.replace()));
  await gathering.settle(report);
  const end = await server.figures();
  await gathering.disperse();

  const waking = sleepers.filter(({ wantsLatest }) => wantsLatest);
  const cutOff = (end.errors["slow-reader"] ?? 0) - (start.errors["slow-reader"] ?? 0);
  const skipped = waking.reduce((sum, sleeper) => sum + sleeper.skipped, 0);
  const resumed = gathering.sum((reader) => reader.resumed);
  const received = gathering.sum((reader) => reader.received);
  const cutReaders = gathering.sum((reader) => reader.cutOff);
  const bound = boundOf(start, size, sleepers.length);
  report.figure("subscribers, and those who read nothing", `${size.subscribers}, ${sleepers.length}`);
  report.figure("events", events);
  report.figure("notifications received by readers", received);
  report.figure("resumed, and told that the id is forgotten", `${resumed}, ${gathering.sum((reader) => reader.lost)}`);
  report.figure("readers that were cut off, and resumed", cutReaders);
  report.figure("sleepers that were cut off", cutOff - cutReaders);
  report.figure("sleepers that wanted the latest, and missed", `${waking.length}, ${skipped} notifications`);
  report.figure("memory at most, and its bound", `${mebibytes(most.memory)}, ${mebibytes(bound)}`);
  report.figure("resident at most", mebibytes(most.resident));
  report.figure("longest lag in seconds", end.counted?.longestLag ?? 0);

  const { failure } = gathering;
  report.check(failure === undefined, () => String(failure?.error));
  for (const one of [...readers, ...waking]) {
    const problem = one.problem();
    report.check(problem === undefined, () => problem ?? "");
  }
  const codes = Object.keys(end.errors);
  report.check(
    codes.every((code) => code === "slow-reader"),
    () => `Reported: ${JSON.stringify(end.errors)}`,
  );
  const slow = sleepers.length - waking.length;
  report.check(cutOff - cutReaders === slow, () => `Of ${slow} who never read, ${cutOff - cutReaders} were cut off`);
  report.check(skipped > 0, () => "No subscriber that wanted the latest missed anything");
  report.check(received >= events, () => "There were hardly any notifications");
  report.check(resumed >= restless, () => "Hardly anybody came back");
  report.check(most.memory <= bound, () => `The memory reached ${mebibytes(most.memory)}, beyond ${mebibytes(bound)}`);
}
