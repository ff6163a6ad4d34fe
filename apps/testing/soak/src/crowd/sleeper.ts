import type { Random } from "../random.ts";
import { type Kind, kinds } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";
import type { Note } from "./note.ts";

const delta = "application/merge-patch+json";

/** The kinds that can say how many notifications were left out, and bring deltas: what fills the way to a sleeper. */
const longKinds = kinds.filter(({ form }) => form !== "application/activity+json") as [Kind, ...Kind[]];

/** Somebody who subscribes and then reads nothing; one that wants the latest wakes up in the end. */
export class Sleeper {
  readonly wantsLatest: boolean;
  readonly #note: Note;
  readonly #subscriber: StrictSubscriber;

  private constructor(note: Note, wantsLatest: boolean, subscriber: StrictSubscriber) {
    this.#note = note;
    this.wantsLatest = wantsLatest;
    this.#subscriber = subscriber;
  }

  static async join(port: number, note: Note, wantsLatest: boolean, random: Random): Promise<Sleeper> {
    const kind = { ...random.pick(longKinds), delta, latest: wantsLatest };
    const subscriber = await StrictSubscriber.open({ port, target: note.target, kind, reads: false });
    return new Sleeper(note, wantsLatest, subscriber);
  }

  /** Reads, until the newest event is here; as many seconds as given at most. */
  async wake(seconds: number): Promise<void> {
    this.#subscriber.read();
    const { notifications } = this.#subscriber;
    await this.#subscriber.until(() => notifications.at(-1)?.id === this.#note.ids.at(-1), "the newest event", seconds);
  }

  /** How many notifications it was told to have missed. */
  get skipped(): number {
    return this.#subscriber.notifications.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  leave(): void {
    this.#subscriber.leave();
  }

  /** What is wrong with what it was told: each event, in order, is there or counted as left out. */
  problem(): string | undefined {
    const { ids, target } = this.#note;
    const { notifications, startEventId, kind } = this.#subscriber;
    let at = ids.indexOf(startEventId);
    for (const { id, skipped } of notifications) {
      at += 1 + skipped;
      if (ids[at] !== id) {
        return `${target}, ${JSON.stringify(kind)}: after a gap of ${skipped} came ${ids.indexOf(id)}, not ${at}`;
      }
    }
    return undefined;
  }
}
