import { startAlarm } from "./alarm.ts";

/** A time between two attempts, which can be cut short. */
export class Pause {
  /** When it will be over. */
  readonly endsAt: Date;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  #end: (() => void) | undefined;

  /** Begins it. */
  constructor(seconds: number) {
    this.endsAt = new Date(Date.now() + seconds * 1000);
    this.over = new Promise((resolve) => {
      const takeBack = startAlarm(seconds * 1000, resolve);
      this.#end = () => {
        takeBack();
        resolve();
      };
    });
  }

  /** Ends it now. */
  end(): void {
    this.#end?.();
  }
}
