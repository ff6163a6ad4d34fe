import type { Core } from "../settings/core.ts";

/**
 * The contents that are copied right now, for deltas. If there are too many (`limits.unfinishedContents`), the copy that was
 * begun first is given up: of contents that come to an end, it is the least likely one.
 */
export class Copies {
  readonly #begun = new Set<AbortController>();

  constructor(private readonly core: Pick<Core, "limits">) {}

  /** How many there are. */
  get size(): number {
    return this.#begun.size;
  }

  /** Begins one. Its signal aborts if it is given up, or has come to its end. */
  begin(): AbortController {
    const copy = new AbortController();
    this.#begun.add(copy);
    const [first] = this.#begun;
    if (first !== undefined && this.#begun.size > this.core.limits.unfinishedContents) this.end(first);
    return copy;
  }

  /** Ends one: nothing more is copied, or kept. */
  end(copy: AbortController): void {
    this.#begun.delete(copy);
    copy.abort();
  }
}
