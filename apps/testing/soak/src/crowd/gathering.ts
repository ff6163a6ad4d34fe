import type { Random } from "../random.ts";
import type { Report } from "../scenario.ts";
import { kinds } from "../wire/kind.ts";
import type { CrowdSize } from "./crowd-size.ts";
import type { Note } from "./note.ts";
import { Reader } from "./reader.ts";
import { Sleeper } from "./sleeper.ts";

/** The shares of those who read nothing, of those who come and go, and of the readers who want deltas. */
const shares = { asleep: 0.1, restless: 0.1, deltas: 0.03 };

/** The number that joins at a time. */
const atOnce = 50;

/** A crowd that has gathered. */
export class Gathering {
  readonly sleepers: Sleeper[] = [];
  readonly readers: Reader[] = [];
  /** The number of readers that come and go. */
  readonly restless: number;
  /** The first error that a reader ran into. */
  failure: { readonly error: unknown } | undefined;
  #over = false;
  readonly #running: Promise<void>[] = [];
  readonly #random: Random;
  readonly #size: CrowdSize;

  private constructor(size: CrowdSize, random: Random) {
    this.#size = size;
    this.#random = random;
    this.restless = Math.round(size.subscribers * shares.restless);
  }

  /** Gathers a crowd: readers on all notes, sleepers on the notes with long notifications. */
  static async of(
    port: number,
    notes: readonly [Note, ...Note[]],
    long: readonly Note[],
    size: CrowdSize,
    random: Random,
  ): Promise<Gathering> {
    const gathering = new Gathering(size, random);
    const asleep = Math.round(size.subscribers * shares.asleep);
    const at = (some: readonly Note[], index: number) => some[index % some.length] ?? notes[0];
    for (let index = 0; index < size.subscribers; index += atOnce) {
      const joining = Array.from({ length: Math.min(atOnce, size.subscribers - index) }, (_, offset) => {
        const number = index + offset;
        return number < asleep
          ? gathering.#sleep(port, at(long, number), number % 2 === 0)
          : gathering.#read(port, at(notes, number));
      });
      await Promise.all(joining);
    }
    return gathering;
  }

  /** From now on nobody leaves. Waits until everybody has the newest event, and wakes those who want the latest. */
  async settle(report: Report | undefined): Promise<void> {
    this.#over = true;
    const waking = this.sleepers
      .filter(({ wantsLatest }) => wantsLatest)
      .map((sleeper) => sleeper.wake(this.#size.patience));
    const reading = this.readers.map((reader) => reader.catchUp(this.#size.patience));
    for (const one of await Promise.allSettled([...waking, ...reading])) {
      if (one.status === "rejected") report?.check(false, () => String(one.reason));
    }
  }

  /** Everybody leaves. */
  async disperse(): Promise<void> {
    this.#over = true;
    for (const one of [...this.readers, ...this.sleepers]) one.leave();
    await Promise.all(this.#running);
  }

  /** The sum of a count over all readers. */
  sum(count: (reader: Reader) => number): number {
    return this.readers.reduce((total, reader) => total + count(reader), 0);
  }

  async #sleep(port: number, note: Note, wantsLatest: boolean): Promise<void> {
    this.sleepers.push(await Sleeper.join(port, note, wantsLatest, this.#random));
  }

  async #read(port: number, note: Note): Promise<void> {
    const random = this.#random;
    const delta = random.chance(shares.deltas) ? "application/merge-patch+json" : undefined;
    const reader = new Reader(port, { ...random.pick(kinds), delta }, note);
    await reader.join();
    this.readers.push(reader);
    const roams = this.readers.length <= this.restless;
    const reading = roams ? reader.roam(random, this.#size.restlessness, () => this.#over) : reader.stay();
    this.#running.push(
      reading.catch((error: unknown) => {
        this.failure ??= { error };
      }),
    );
  }
}
