/** How long to wait, and for what. */
export interface WaitOptions {
  /** Names what is waited for; called only for an error message. */
  readonly what: () => string;
  /** Seconds until the wait fails. Default: 30. */
  readonly seconds?: number;
  /** Whether no further change can come, so that the wait fails at once. Default: never. */
  readonly isOver?: () => boolean;
}

/** Waits for conditions on something that changes: each reported change checks them again. */
export class Changes {
  #wake: (() => void)[] = [];

  /** Reports a change. */
  report(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Waits for the next change, for at most this many milliseconds. */
  next(milliseconds = 30_000): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /**
   * Waits until the condition holds.
   *
   * @throws Error after `seconds`, or once no further change can come
   */
  async until(condition: () => boolean, { what, seconds = 30, isOver = () => false }: WaitOptions): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    while (!condition()) {
      if (isOver()) throw new Error(`It ended before ${what()}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`Waited ${seconds} s in vain for ${what()}`);
      await this.next(left);
    }
  }
}
