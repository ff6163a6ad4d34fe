import type { EventLog } from "../src/index.ts";

/**
 * A log that does its work in the order of the calls, but whose promises resolve only when the test says so, in any
 * order.
 */
export class DelayedLog implements EventLog {
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly log: EventLog) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  append: EventLog["append"] = (event) => this.#delay(this.log.append(event));

  position: EventLog["position"] = (resource) => this.#delay(this.log.position(resource));

  after: EventLog["after"] = (resource, id) => this.#delay(this.log.after(resource, id));

  /** Resolves one of the waiting promises. */
  resolve(which: number): void {
    const [resolve] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    resolve?.();
  }

  async #delay<T>(result: T): Promise<Awaited<T>> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return await result;
  }
}
