import type { Core } from "../settings/core.ts";
import type { Wait } from "./withheld.ts";

/** An event that was recorded and not delivered, as far as the limits concern it. */
export interface WithheldEvent {
  /** The bytes that it counts for while it waits. */
  readonly bytes: number;
  /** The wait for the response to its cause; `undefined` if it has none. */
  readonly wait: Wait | undefined;
  /** Whether too much waits over all, so that it was told to wait no longer. */
  hurried: boolean;
}

/** Bounds what is withheld of all resources together: if it is too much, the oldest events have waited long enough. */
export class AllWithheld {
  /** Those that were not told to wait no longer, oldest first. */
  readonly #waiting = new Set<WithheldEvent>();
  #bytes = 0;

  constructor(private readonly core: Pick<Core, "limits">) {}

  /** The event is withheld, until it is removed. */
  add(event: WithheldEvent): void {
    this.#waiting.add(event);
    this.#bytes += event.bytes;
    if (this.#isTooMuch) this.#hurry(event);
  }

  remove(event: WithheldEvent): void {
    if (this.#waiting.delete(event)) this.#bytes -= event.bytes;
  }

  get #isTooMuch(): boolean {
    const { withheldEventsInAll, withheldBytesInAll } = this.core.limits;
    return this.#waiting.size > withheldEventsInAll || this.#bytes > withheldBytesInAll;
  }

  #hurry(newest: WithheldEvent): void {
    for (const oldest of this.#waiting) {
      // The newest has not had a chance yet.
      if (!this.#isTooMuch || oldest === newest) return;
      this.remove(oldest);
      oldest.hurried = true;
      oldest.wait?.cutShort();
    }
  }
}
