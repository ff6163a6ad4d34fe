import { Attempt } from "./attempt.ts";
import { pauseAfter } from "./backoff.ts";
import { ClientError } from "./errors.ts";
import { isGone, isTemporary, isUnsupported } from "./failure.ts";
import type { Observation, ObservationState, Observed } from "./observation.ts";
import { type ObserveOptions, type RetrySettings, retrySettings } from "./observe-options.ts";
import { Pause } from "./pause.ts";
import { ResumePosition } from "./resume-position.ts";
import { retryAfter } from "./retry-after.ts";
import type { Subscription } from "./subscription.ts";
import { awaitNext } from "./watch.ts";

/**
 * Follows a resource for as long as you want. When a response ends, by its duration, a lost connection or a restart of the
 * server, it subscribes again after the last event. If the server can't resume there, a fresh representation says so, or an
 * item of kind `gap` if no representation is wanted: events are never lost silently.
 *
 * @throws {@link ClientError} `option` if the URL or an option is invalid
 */
export function observe(url: string | URL, options: ObserveOptions = {}): Observation {
  return new ObservationRun(String(url), options);
}

class ObservationRun implements Observation {
  url: string;
  state: ObservationState = "connecting";
  subscription: Subscription | undefined;
  endsAt: Date | undefined;
  readonly #to: string;
  readonly #options: ObserveOptions;
  readonly #retry: RetrySettings;
  readonly #position: ResumePosition;
  readonly #items: AsyncGenerator<Observed, undefined>;
  #attempt: Attempt | undefined;
  #openedAt = 0;
  #failures = 0;
  #pause: Pause | undefined;
  /** Whether to make the next attempt at once. */
  #hurried = false;
  /** Set when all is over, with the error that the iteration throws, if any. */
  #over: { readonly error?: unknown } | undefined;
  #unlisten: (() => void) | undefined;

  constructor(url: string, options: ObserveOptions) {
    this.url = url;
    this.#to = url;
    this.#options = options;
    this.#retry = retrySettings(options.retry);
    this.#position = new ResumePosition(options);
    this.#items = this.#follow();
    try {
      if (!options.fetch) new Request(url); // the user's `fetch` may accept other URLs
    } catch (cause) {
      throw new ClientError("option", `${url} can't be requested: ${cause}`, { cause });
    }
  }

  get lastEventId(): string | undefined {
    return this.#position.lastEventId;
  }

  get retryAt(): Date | undefined {
    return this.#pause?.endsAt;
  }

  [Symbol.asyncIterator](): AsyncIterator<Observed, undefined> {
    return {
      next: () => this.#items.next(),
      return: () => {
        this.close();
        return this.#items.return(undefined);
      },
    };
  }

  reconnect(): void {
    this.#hurried = this.state === "open";
    this.subscription?.close();
    this.#pause?.end();
  }

  close(): void {
    this.#end({});
  }

  async *#follow(): AsyncGenerator<Observed, undefined> {
    try {
      this.#begin();
      while (!this.#over) {
        const cause = yield* this.#response();
        if (!this.#over) await this.#proceed(cause);
      }
    } finally {
      this.#end({});
    }
    if ("error" in this.#over) throw this.#over.error;
    return undefined;
  }

  #begin(): void {
    if (this.#over) return;
    const { signal } = this.#options;
    const abort = () => this.#end({ error: signal?.reason });
    signal?.addEventListener("abort", abort);
    this.#unlisten = () => signal?.removeEventListener("abort", abort);
    if (signal?.aborted) abort();
    else this.#change("connecting");
  }

  /** Yields the items of one response. @returns why it ended, unless it ended cleanly */
  async *#response(): AsyncGenerator<Observed, ClientError | undefined> {
    try {
      const subscription = await this.#connect();
      const resumed = this.#position.resumes(subscription);
      const beginning = resumed ? this.#position.resume() : await this.#beginning(subscription);
      if (beginning) yield beginning;
      const notifications = subscription[Symbol.asyncIterator]();
      for (;;) {
        const { value: notification } = await awaitNext(notifications, subscription, this.endsAt, this.#retry);
        if (!notification || this.#over) return undefined;
        if (this.#position.accept(notification, resumed)) yield { kind: "notification", notification };
      }
    } catch (error) {
      if (this.#over) return undefined;
      if (error instanceof ClientError) return error;
      throw error;
    }
  }

  async #connect(): Promise<Subscription> {
    for (;;) {
      const attempt = new Attempt(this.#retry.timeout);
      this.#attempt = attempt;
      const { asked } = this.#position;
      const subscription = await attempt.subscribe(this.#to, { ...this.#options, ...asked });
      if (this.#position.meet(subscription, asked)) {
        const { url, duration } = subscription;
        this.subscription = subscription;
        this.url = url;
        this.endsAt = dateIn(duration);
        this.#openedAt = performance.now();
        this.#change("open");
        return subscription;
      }
      attempt.end();
    }
  }

  /** The item that says that a response starts over. The position is given up only once that is complete. */
  async #beginning(subscription: Subscription): Promise<Observed | undefined> {
    const { representation: wanted, limits } = this.#options;
    const sent = wanted === false ? undefined : subscription.representation;
    const representation = sent && (await this.#attempt?.read(sent, limits));
    if (this.#over) return undefined;
    const reason = this.#position.restart(subscription);
    const { startEventId: eventId } = subscription;
    if (representation) return { kind: "representation", representation, eventId, reason };
    return reason === "first" ? undefined : { kind: "gap", eventId, reason };
  }

  /** Prepares the next attempt, or ends. */
  async #proceed(cause: ClientError | undefined): Promise<void> {
    const { subscription } = this;
    const lasted = subscription ? (performance.now() - this.#openedAt) / 1000 : 0;
    const hurried = this.#hurried;
    this.#hurried = false;
    this.#leave();
    if (hurried) {
      this.#change("connecting");
      return;
    }

    const { deleted } = this.#position;
    const waits = this.#options.afterDeletion === "wait";
    if (deleted && !waits && (!cause || isGone(cause))) {
      this.#end({});
      return;
    }
    // The protocol that `auto` found may have changed.
    const mayHelp =
      !cause || isTemporary(cause) || (isGone(cause) ? waits : isUnsupported(cause) && this.#position.forgetProtocol());
    // A response that lasted exactly the minimum may measure a little shorter.
    this.#failures = lasted >= 0.9 * this.#retry.minimum ? 0 : this.#failures + 1;
    if (!mayHelp || this.#failures >= this.#retry.attempts) {
      const error = cause ?? new ClientError("cut-off", "The server ends its responses at once");
      this.#end({ error }, error);
      return;
    }
    const isDue = !cause && !deleted && lasted >= (subscription?.duration ?? 0) - 1;
    const asked = cause?.response && retryAfter(cause.response.headers);
    const pause = pauseAfter({ failures: this.#failures, isDue, retryAfter: asked }, this.#retry);
    if (pause > 0) await this.#wait(pause, cause);
    if (!this.#over) this.#change("connecting");
  }

  async #wait(seconds: number, cause: ClientError | undefined): Promise<void> {
    const pause = new Pause(seconds);
    this.#pause = pause;
    this.#change("waiting", cause);
    await pause.over;
    this.#pause = undefined;
  }

  /** Leaves the current response, if there is one. The response of an error stays readable. */
  #leave(): void {
    if (this.subscription) this.#attempt?.end();
    this.#attempt = undefined;
    this.subscription = undefined;
    this.endsAt = undefined;
  }

  #change(state: ObservationState, cause?: ClientError): void {
    this.state = state;
    this.#options.onState?.(this, cause);
  }

  #end(over: { readonly error?: unknown }, cause?: ClientError): void {
    if (this.#over) return;
    this.#over = over;
    this.#unlisten?.();
    this.#attempt?.end();
    this.#leave();
    this.#pause?.end();
    this.#pause = undefined;
    this.#change("closed", cause);
  }
}

/** Undefined also if the time is out of range for a Date. */
function dateIn(seconds: number | undefined): Date | undefined {
  const date = new Date(Date.now() + (seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
