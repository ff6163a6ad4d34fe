import { ClientError, subscribe } from "@resource-events/client";
import { randomFrom } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import { ServerProcess } from "../server/server-process.ts";
import type { Kind } from "../wire/kind.ts";
import { type Recording, record } from "./recording.ts";
import { type Cut, replay, cuts as ways } from "./replay.ts";

/** Which offsets to try. */
export interface CutsSize {
  /** The step between offsets of each response; the last offsets are all tried. */
  readonly stride: number;
  /** The number of responses, smallest first, that are cut at every offset anyway. */
  readonly everywhere: number;
  /** Our client. Another one shows whether the scenario notices its faults. */
  readonly client?: typeof subscribe;
}

/** The number of simultaneous subscriptions. */
const concurrency = 64;

/** The number of bytes before the end mark where every offset is tried: there, readers are most likely to be wrong. */
const tempting = 40;

const delta = "application/merge-patch+json";

/** The subscriptions to record, the smallest response first. */
const recorded: readonly (readonly [kind: Kind, state: boolean])[] = [
  [{ protocol: "events-query", encapsulation: "application/json-seq", form: "application/json", delta }, false],
  ...(["application/json-seq", "application/http", "multipart/mixed"] as const).flatMap((encapsulation) =>
    [true, false]
      .filter((state) => state || encapsulation !== "application/json-seq")
      .map((state) => [{ protocol: "events-query", encapsulation, form: "application/json", delta }, state] as const),
  ),
  [{ protocol: "prep", encapsulation: "multipart/mixed", form: "message/rfc822", delta }, true],
  [{ protocol: "prep", encapsulation: "multipart/mixed", form: "message/rfc822", delta }, false],
];

/** Complete responses of the real server, cut at every offset before their end mark. */
export const cuts: Scenario<CutsSize> = {
  name: "cuts",
  long: { stride: 1, everywhere: 0 },
  short: { stride: 61, everywhere: 1 },
  async run({ stride, everywhere, client = subscribe }, { seed, report }) {
    const random = randomFrom(seed);
    const recordings: Recording[] = [];
    const server = await ServerProcess.start({ application: "notes" });
    try {
      for (const [kind, state] of recorded) recordings.push(await record(server.port, kind, state));
    } finally {
      await server.kill();
    }
    const replaying = await replay(recordings);
    const outcomes: Record<string, number> = {};
    try {
      const whole: Followed[] = [];
      for (const [index, recording] of recordings.entries()) {
        const { kind, state, bytes, content } = recording;
        const all = (cut: Cut) =>
          follow(client, replaying.url(index, cut, cut === "ended" ? content.length : bytes.length), kind, state);
        const followed = await all("ended");
        whole.push(followed);
        const name = nameOf(recording);
        report.check(followed.ending === "clean", () => `${name}: whole, it ended with ${followed.ending}`);
        report.check(
          followed.notifications.length === 3,
          () => `${name}: ${followed.notifications.length} notifications`,
        );
        const again = await all("closed");
        report.check(again.ending === "clean", () => `${name}: whole and closed, it ended with ${again.ending}`);
        report.figure(name, `${bytes.length} bytes, ${recording.marked} before the end mark`);
      }
      const trials = recordings.flatMap((recording, index) =>
        ways.flatMap((cut) => {
          const end = cut === "ended" ? recording.contentMarked : recording.marked;
          const first = random.whole(0, stride - 1);
          const every = index < everywhere ? 1 : stride;
          const offsets = Array.from({ length: end }, (_, offset) => offset);
          return offsets
            .filter((offset) => offset >= end - tempting || offset % every === first % every)
            .map((offset) => ({ recording, index, cut, offset }));
        }),
      );
      const trying = trials.values();
      const tryAll = async (): Promise<void> => {
        for (const { recording, index, cut, offset } of trying) {
          const { kind, state, head } = recording;
          const { ending, notifications, representation } = await follow(
            client,
            replaying.url(index, cut, offset),
            kind,
            state,
          );
          outcomes[ending] = (outcomes[ending] ?? 0) + 1;
          const where = () => `${nameOf(recording)}, ${cut} at ${offset}`;
          const expected = cut !== "ended" && offset < head ? "network" : "cut-off";
          report.check(ending === expected, () => `${where()}: ${ending} instead of ${expected}`);
          const all = whole[index];
          const begin = notifications.every((text, at) => text === all?.notifications[at]);
          report.check(begin, () => `${where()}: other notifications: ${notifications.join()}`);
          const same = representation === undefined || representation === all?.representation;
          report.check(same, () => `${where()}: another representation: ${representation}`);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, tryAll));
      report.figure("cuts", trials.length);
      for (const [ending, count] of Object.entries(outcomes)) report.figure(`reported as ${ending}`, count);
    } finally {
      replaying.close();
    }
  },
};

/** What a client has read from a response. */
interface Followed {
  /** `clean`, or the code of the error. */
  readonly ending: string;
  readonly notifications: readonly string[];
  /** The representation, if it came complete. */
  readonly representation: string | undefined;
}

async function follow(client: typeof subscribe, url: string, kind: Kind, state: boolean): Promise<Followed> {
  const notifications: string[] = [];
  let representation: string | undefined;
  try {
    const { protocol, form, encapsulation } = kind;
    const subscription = await client(url, {
      protocol,
      accept: `${form};delta="${kind.delta}"`,
      representation: state,
      ...(protocol === "events-query" && { encapsulation }),
    });
    representation = await subscription.representation?.text();
    for await (const notification of subscription) notifications.push(new TextDecoder().decode(notification.raw));
    return { ending: "clean", notifications, representation };
  } catch (error) {
    if (!(error instanceof ClientError)) return { ending: String(error), notifications, representation };
    return { ending: error.code, notifications, representation };
  }
}

function nameOf({ kind, state }: Recording): string {
  return `${kind.protocol} ${kind.encapsulation}${state ? " with representation" : ""}`;
}
