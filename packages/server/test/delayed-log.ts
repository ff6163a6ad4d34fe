import type { EventLog } from "../src/index.ts";

/**
 * A log that takes and answers in the order in which it is called, but whose promises resolve when the test lets them, in
 * whatever order.
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

  /** Resolves one promise. */
  resolve(which: number): void {
    const [resolve] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    resolve?.();
  }

  async #delay<T>(answer: T): Promise<Awaited<T>> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return await answer;
  }
}
