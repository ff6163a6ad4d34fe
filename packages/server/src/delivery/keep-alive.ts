/** Calls `send` after `seconds` without activity. It has one timer, which activity does not reset: that would cost more. */
export class KeepAlive {
  #timer: ReturnType<typeof setTimeout>;
  #lastActive = performance.now();

  constructor(
    private readonly seconds: number,
    private readonly send: () => void,
  ) {
    this.#timer = this.#wait(seconds * 1000);
  }

  wasActive(): void {
    this.#lastActive = performance.now();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      const left = this.seconds * 1000 - (performance.now() - this.#lastActive);
      // Timers may come a little early: what is left then is not worth another timer.
      if (left > 1) {
        this.#timer = this.#wait(left);
        return;
      }
      this.wasActive();
      this.#timer = this.#wait(this.seconds * 1000);
      this.send();
    }, milliseconds);
  }
}
