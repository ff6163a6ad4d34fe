/** Calls `send` whenever nothing was active for some seconds; one timer, that activity does not touch. */
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
      // What is left when a timer comes a little early is not worth another.
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
