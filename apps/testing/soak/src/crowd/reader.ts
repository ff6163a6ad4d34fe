import { setTimeout as pause } from "node:timers/promises";
import { Changes } from "@resource-events/testing-support";
import type { Random } from "../random.ts";
import type { Kind } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";
import type { Note } from "./note.ts";

/** The events that were received without a loss, from the representation on, or from the event resumed from. */
interface Segment {
  readonly start: string;
  readonly ids: string[];
  /** The number in the representation at its beginning. */
  readonly shown: number | undefined;
}

/** How long a reader stays and stays away, in milliseconds. */
export interface Restlessness {
  readonly stay: number;
  readonly away: number;
}

/** A subscriber that reads, comes back with the last id whenever the response ends, and records what it gets. */
export class Reader {
  readonly kind: Kind;
  readonly note: Note;
  /** How often it resumed, and how often the server had forgotten its id. */
  resumed = 0;
  lost = 0;
  /** How often the server cut the response off. */
  cutOff = 0;
  readonly #port: number;
  readonly #segments: Segment[] = [];
  readonly #changes = new Changes();
  #subscriber: StrictSubscriber | undefined;
  #leaving = false;

  constructor(port: number, kind: Kind, note: Note) {
    this.#port = port;
    this.kind = kind;
    this.note = note;
  }

  /** Subscribes. */
  async join(duration?: number): Promise<void> {
    const last = this.#segments.at(-1);
    const lastEventId = last?.ids.at(-1) ?? last?.start;
    let segment: Segment | undefined;
    // The first notifications may arrive with the head.
    const early: string[] = [];
    const subscriber = await StrictSubscriber.open({
      port: this.#port,
      target: this.note.target,
      kind: this.kind,
      lastEventId,
      duration,
      onNotification: ({ id }) => {
        (segment?.ids ?? early).push(id);
        this.#changes.report();
      },
    });
    const start = subscriber.startEventId;
    if (lastEventId !== undefined && start === lastEventId) {
      this.resumed += 1;
      segment = last;
    } else {
      if (lastEventId !== undefined) this.lost += 1;
      else await subscriber.until(() => subscriber.representation !== undefined, "the representation");
      const content = subscriber.representation;
      const shown = content?.length ? Number(JSON.parse(content.toString()).n) : undefined;
      segment = { start, ids: [], shown };
      this.#segments.push(segment);
    }
    segment?.ids.push(...early.splice(0));
    this.#subscriber = subscriber;
    if (this.#leaving) subscriber.leave();
    this.#changes.report();
  }

  /** Stays until it must leave; comes back whenever the response ends. */
  async stay(): Promise<void> {
    while (!this.#leaving) {
      const subscriber = this.#subscriber;
      await subscriber?.over;
      if (subscriber?.error !== undefined) throw subscriber.error;
      if (subscriber?.ending === "cut off") this.cutOff += 1;
      if (!this.#leaving) await this.join();
    }
  }

  /** Comes and goes at random until roaming is over, then stays. Half of the time it asks for a duration beforehand. */
  async roam(random: Random, { stay, away }: Restlessness, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const time = random.fraction() * stay;
      const subscriber = this.#subscriber;
      if (subscriber?.ending === undefined) await Promise.race([pause(time), subscriber?.over]);
      if (subscriber?.error !== undefined) throw subscriber.error;
      if (subscriber?.ending === "cut off") this.cutOff += 1;
      subscriber?.leave();
      await pause(random.fraction() * away);
      const says = this.kind.protocol === "events-query" && random.chance(0.5);
      await this.join(says ? Math.max(0.001, (random.fraction() * stay) / 1000) : undefined);
    }
    await this.stay();
  }

  /** Waits until the newest event of the note has arrived, for at most this many seconds. */
  async catchUp(seconds: number): Promise<void> {
    const isHere = () => {
      const last = this.#segments.at(-1);
      return (last?.ids.at(-1) ?? last?.start) === this.note.ids.at(-1);
    };
    const what = () => `the last event of ${this.note.target}, ${JSON.stringify(this.kind)}`;
    await this.#changes.until(isHere, { what, seconds });
  }

  leave(): void {
    this.#leaving = true;
    this.#subscriber?.leave();
  }

  /** The number of notifications received. */
  get received(): number {
    return this.#segments.reduce((sum, { ids }) => sum + ids.length, 0);
  }

  /** The fault in what was received, if any: each event after the start must be there, exactly once and in order. */
  problem(): string | undefined {
    const { ids: history, target } = this.note;
    for (const { start, ids, shown } of this.#segments) {
      const who = `${target}, ${JSON.stringify(this.kind)}`;
      const named = history.indexOf(start);
      if (shown !== undefined && named >= 0 && shown !== named) return `${who}: began after ${named}, showed ${shown}`;
      // If the log has forgotten all events of a resource, its position is not one of them.
      const from = named >= 0 ? named : (shown ?? history.indexOf(ids[0] ?? "") - 1);
      const wrong = ids.findIndex((id, index) => id !== history[from + 1 + index]);
      if (wrong >= 0) {
        const [expected, got] = [from + 1 + wrong, history.indexOf(ids[wrong] ?? "")];
        return `${who}: the event ${got} came where ${expected} should have (began after ${from})`;
      }
    }
    return undefined;
  }
}
