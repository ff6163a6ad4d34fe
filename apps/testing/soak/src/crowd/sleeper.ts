import type { Random } from "../random.ts";
import { type Kind, kinds } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";
import type { Note } from "./note.ts";

const delta = "application/merge-patch+json";

/** The kinds that carry deltas, which fill the buffers, and can say how many notifications were left out. */
const longKinds = kinds.filter(({ form }) => form !== "application/activity+json") as [Kind, ...Kind[]];

/** A subscriber that reads nothing. One that wants the latest wakes up in the end. */
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

  /** Reads until the newest event has arrived, for at most this many seconds. */
  async wake(seconds: number): Promise<void> {
    this.#subscriber.read();
    const { notifications } = this.#subscriber;
    await this.#subscriber.until(() => notifications.at(-1)?.id === this.#note.ids.at(-1), "the newest event", seconds);
  }

  /** The number of notifications that the server said it has missed. */
  get skipped(): number {
    return this.#subscriber.notifications.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  leave(): void {
    this.#subscriber.leave();
  }

  /** The fault in what it got, if any: each event must be there, in order, or be counted as left out. */
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
