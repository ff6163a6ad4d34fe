import { type message, mutate } from "../wire/exchange.ts";

/** A resource, and what happened to it so far: the ids of its events, in their order, by what its representation says. */
export class Note {
  readonly target: string;
  /** The id of the event that wrote `n`, at index `n`. */
  readonly ids: string[] = [];
  /** Whether a mutation is on its way: the next is sent after its answer, so that their order is known. */
  busy = false;
  /** How many of the changes were patches. */
  patches = 0;
  readonly #port: number;
  readonly #filling: string;

  /** @param deltaBytes - how long the deltas of this note are */
  constructor(port: number, target: string, deltaBytes: number) {
    this.#port = port;
    this.target = target;
    this.#filling = "x".repeat(Math.max(0, deltaBytes - 40));
  }

  /** Replaces the representation: a short notification. */
  replace(): Promise<void> {
    return this.#mutate("PUT", "application/json", { n: this.ids.length });
  }

  /** Patches it: as long a notification as the delta, to those who ask for it. */
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
