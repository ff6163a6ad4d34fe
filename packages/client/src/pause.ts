import { startAlarm } from "./alarm.ts";

/** A pause between two attempts, which can be ended early. */
export class Pause {
  /** When the pause ends. */
  readonly endsAt: Date;
  /** Resolves when the pause is over. */
  readonly over: Promise<void>;
  #end: (() => void) | undefined;

  /** Begins the pause. */
  constructor(seconds: number) {
    this.endsAt = new Date(Date.now() + seconds * 1000);
    this.over = new Promise((resolve) => {
      const cancel = startAlarm(seconds * 1000, resolve);
      this.#end = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Ends the pause now. */
  end(): void {
    this.#end?.();
  }
}
