import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../random.ts";
import { exchange, message, mutate } from "../wire/exchange.ts";
import { kinds } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";

const target = "/notes/honest";

/** An honest client: it writes, reads, and resumes, again and again, and must get exactly what is right. */
export class Probe {
  /** How often all was right. */
  rounds = 0;
  problem: string | undefined;
  readonly #port: number;
  readonly #random: Random;
  #over = false;

  constructor(port: number, random: Random) {
    this.#port = port;
    this.#random = random;
  }

  /** Goes on until {@link stop}, or until something is wrong. */
  async run(): Promise<void> {
    while (!this.#over && this.problem === undefined) {
      try {
        await this.#round();
        this.rounds += 1;
      } catch (error) {
        this.problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
      await pause(200);
    }
  }

  stop(): void {
    this.#over = true;
  }

  async #round(): Promise<void> {
    const port = this.#port;
    const content = `${this.rounds} ${"x".repeat(this.#random.whole(0, 5_000))}`;
    const type = { "Content-Type": "text/plain" };
    const before = await mutate(port, "PUT", target, type, `before ${content}`);
    const id = await mutate(port, "PUT", target, type, content);
    const answer = await exchange(port, message("GET", target));
    if (answer?.content.toString() !== content) throw new Error(`GET brought ${answer?.status} ${answer?.content}`);
    const kind = this.#random.pick(kinds);
    const subscriber = await StrictSubscriber.open({ port, target, kind, lastEventId: before });
    await subscriber.until(() => subscriber.notifications.length > 0, "a notification");
    const ids = subscriber.notifications.map((notification) => notification.id);
    if (ids.join() !== id) throw new Error(`Resumed after ${before}: ${ids.join()} instead of ${id}`);
    subscriber.leave();
  }
}
