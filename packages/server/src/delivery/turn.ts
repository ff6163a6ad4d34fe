/**
 * Bounds how much goes out in one turn of the event loop: those who read all the time can take that much before more comes, and
 * other requests are not kept waiting.
 */
export class Turn {
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly most: number,
    /** Called in the next turn, if there was much in this one. */
    private readonly onNext: () => void,
  ) {}

  /** Whether this turn has had enough. */
  get isFull(): boolean {
    return this.#bytes >= this.most;
  }

  /** Counts bytes that go out. Turns are told apart only where there is much: a timer for each would cost more than they do. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes * 4 < this.most) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#bytes = 0;
      this.onNext();
    }, 0);
  }
}
