import { type message, mutate } from "../wire/exchange.ts";

/** A resource and the ids of its events so far, in order; the index is the number in the representation. */
export class Note {
  readonly target: string;
  /** The id of the event that wrote `n`, at index `n`. */
  readonly ids: string[] = [];
  /** Whether a mutation is in progress. The next one waits for its response, so that their order is known. */
  busy = false;
  /** The number of changes that were patches. */
  patches = 0;
  readonly #port: number;
  readonly #filling: string;

  /** @param deltaBytes - the length of this note's deltas */
  constructor(port: number, target: string, deltaBytes: number) {
    this.#port = port;
    this.target = target;
    this.#filling = "x".repeat(Math.max(0, deltaBytes - 40));
  }

  /** Replaces the representation, for a short notification. */
  replace(): Promise<void> {
    return this.#mutate("PUT", "application/json", { n: this.ids.length });
  }

  /** Patches it, for a notification as long as the delta, to those who ask for deltas. */
  patch(): Promise<void> {
    this.patches += 1;
    return this.#mutate("PATCH", "application/merge-patch+json", { n: this.ids.length, text: this.#filling });
  }

  async #mutate(...[method, type, content]: [method: string, type: string, content: object]): Promise<void> {
    this.busy = true;
    const request: Parameters<typeof message> = [
      method,
      this.target,
      { "Content-Type": type },
      JSON.stringify(content),
    ];
    this.ids.push(await mutate(this.#port, ...request));
    this.busy = false;
  }
}
