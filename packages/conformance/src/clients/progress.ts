import type { Observation } from "./observation.ts";

/** What a client has reported so far, for whoever waits for it. */
export class Progress {
  readonly observations: Observation[] = [];
  #notifications = 0;
  #representation = false;
  #over = false;
  #wake: () => void = () => {};

  add(observation: Observation): void {
    this.observations.push(observation);
    if ("notification" in observation) this.#notifications++;
    else if ("representation" in observation) this.#representation = true;
    else this.#over = true;
    this.#wake();
  }

  /** Whether as much is reported: a number of notifications, or the representation. */
  has(what: number | "representation"): boolean {
    return what === "representation" ? this.#representation : this.#notifications >= what;
  }

  /** Whether as much was reported, before the time is over and before the client said that it ended. */
  async reported(what: number | "representation", milliseconds: number): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    while (!this.has(what)) {
      const left = deadline - performance.now();
      if (left <= 0 || this.#over) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }
}
