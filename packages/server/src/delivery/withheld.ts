import { ServerError } from "../errors.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { contained } from "../settings/report.ts";
import { within } from "../settings/within.ts";

/** A response on which events wait, as its adapter shows it. */
export interface WithholdingResponse {
  readonly headSent?: (() => Awaitable<boolean>) | undefined;
  readonly breakOff?: (() => void) | undefined;
}

/** The wait of events for the response to the mutation that caused them. */
export interface Wait {
  /** The response was handed to the operating system, or its connection closed. Further calls do nothing. */
  over(): void;
  /** Ends the wait soon, as if its time were over: in the next task, so that what is being sent now can be. */
  cutShort(): void;
}

interface Waiting {
  readonly due: number;
  readonly end: () => void;
}

/**
 * Bounds how long events wait for the response to their mutation (PREP-MS-2), so that a writer that does not read silences
 * nobody. When the time is over it suffices that the header section, which tells the success, was handed to the operating
 * system. If not even that was possible, the connection is broken off first.
 */
export class Withheld {
  /** In the order in which their time is over, since that is the same for all. Usually a response is gone long before. */
  readonly #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly core: Pick<Core, "limits" | "onError">) {}

  /** Events wait for a response; `release` is called once, when the wait is over. */
  wait(response: WithholdingResponse, release: () => void): Wait {
    const leave = (headSent: boolean): void => {
      if (!this.#waiting.delete(waiting)) return;
      if (!headSent) this.#breakOff(response);
      release();
    };
    // An adapter that fails, or can't tell how far its response has come, has done what it can.
    const fail = (error: unknown): void => {
      this.core.onError(error);
      leave(true);
    };
    const end = (): void => {
      if (!this.#waiting.has(waiting)) return;
      try {
        const headSent = response.headSent?.() ?? true;
        if (isPromise(headSent)) {
          within(headSent, this.core.limits.extensionSeconds, "headSent of an exchange").then(leave, fail);
        } else leave(headSent);
      } catch (error) {
        fail(error);
      }
    };
    const waiting: Waiting = { due: performance.now() + this.core.limits.withheldSeconds * 1000, end };
    this.#waiting.add(waiting);
    this.#timer ??= this.#start(this.core.limits.withheldSeconds * 1000);
    return {
      over: () => {
        if (this.#waiting.delete(waiting)) release();
      },
      cutShort: () => void setTimeout(end, 0),
    };
  }

  #breakOff(response: WithholdingResponse): void {
    const message =
      "A connection was broken off: not even the head of the response to a mutation could be sent, and its events waited for it";
    this.core.onError(new ServerError("withheld", message));
    contained(() => response.breakOff?.(), this.core.onError);
  }

  /** One timer for all: most responses are sent at once, and a timer for each would cost more than they do. */
  #start(milliseconds: number): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      const now = performance.now();
      this.#timer = undefined;
      for (const waiting of this.#waiting) {
        // Timers may come a little early.
        if (waiting.due > now + 1) {
          this.#timer = this.#start(waiting.due - now);
          return;
        }
        waiting.end();
      }
    }, milliseconds);
    // Where there are processes, it keeps none alive: nobody waits for the events of one that is about to end.
    (timer as { unref?: () => void }).unref?.();
    return timer;
  }
}
