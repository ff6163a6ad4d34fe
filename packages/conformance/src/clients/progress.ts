import type { Observation } from "./observation.ts";

/** The observations of a client so far, and a way to wait for more. */
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

  /** Whether the client has reported this number of notifications, or the representation. */
  has(what: number | "representation"): boolean {
    return what === "representation" ? this.#representation : this.#notifications >= what;
  }

  /** Waits for a report. Resolves with false if the time is over, or if the client reports its end first. */
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
