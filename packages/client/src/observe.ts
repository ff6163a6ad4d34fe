import { Attempt } from "./attempt.ts";
import { pauseAfter } from "./backoff.ts";
import { ClientError } from "./errors.ts";
import { isGone, isTemporary, isUnsupported } from "./failure.ts";
import type { Observation, ObservationState, Observed } from "./observation.ts";
import { type ObserveOptions, type RetrySettings, retrySettings } from "./observe-options.ts";
import { Pause } from "./pause.ts";
import { Place } from "./place.ts";
import { retryAfter } from "./retry-after.ts";
import type { Subscription } from "./subscription.ts";
import { awaitNext } from "./watch.ts";

/**
 * Follows a resource for as long as it is wanted: where a response ends, by its duration, a lost connection or a restart of
 * the server, it subscribes again from the last event. Where the server can't go on from there, a fresh representation (or,
 * if none is wanted, an item of kind `gap`) says so: nothing is passed over in silence.
 *
 * @throws {@link ClientError} `option` for a URL or an option that can't be used
 */
export function observe(url: string | URL, options: ObserveOptions = {}): Observation {
  return new Observer(String(url), options);
}

class Observer implements Observation {
  url: string;
  state: ObservationState = "connecting";
  subscription: Subscription | undefined;
  endsAt: Date | undefined;
  readonly #to: string;
  readonly #options: ObserveOptions;
  readonly #retry: RetrySettings;
  readonly #place: Place;
  readonly #items: AsyncGenerator<Observed, undefined>;
  #attempt: Attempt | undefined;
  #openedAt = 0;
  #failures = 0;
  #pause: Pause | undefined;
  /** Whether the next attempt is to come at once. */
  #hurried = false;
  /** Set when all is over; with the error that the iteration throws, where it does. */
  #over: { readonly error?: unknown } | undefined;
  #unlisten: (() => void) | undefined;

  constructor(url: string, options: ObserveOptions) {
    this.url = url;
    this.#to = url;
    this.#options = options;
    this.#retry = retrySettings(options.retry);
    this.#place = new Place(options);
    this.#items = this.#follow();
    try {
      if (!options.fetch) new Request(url); // a `fetch` of the user's may take what this does not
    } catch (cause) {
      throw new ClientError("option", `${url} can't be requested: ${cause}`, { cause });
    }
  }

  get lastEventId(): string | undefined {
    return this.#place.lastEventId;
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

  /** Gives out what one response brings. @returns why it ended, unless it did so cleanly */
  async *#response(): AsyncGenerator<Observed, ClientError | undefined> {
    try {
      const subscription = await this.#connect();
      const resumed = this.#place.resumes(subscription);
      const beginning = resumed ? this.#place.goOn() : await this.#beginning(subscription);
      if (beginning) yield beginning;
      const notifications = subscription[Symbol.asyncIterator]();
      for (;;) {
        const { value: notification } = await awaitNext(notifications, subscription, this.endsAt, this.#retry);
        if (!notification || this.#over) return undefined;
        if (this.#place.accept(notification, resumed)) yield { kind: "notification", notification };
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
      const { asked } = this.#place;
      const subscription = await attempt.subscribe(this.#to, { ...this.#options, ...asked });
      if (this.#place.meet(subscription, asked)) {
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

  /** What tells that a response begins anew. The place is given up only when that is here as a whole. */
  async #beginning(subscription: Subscription): Promise<Observed | undefined> {
    const { representation: wanted, limits } = this.#options;
    const sent = wanted === false ? undefined : subscription.representation;
    const representation = sent && (await this.#attempt?.read(sent, limits));
    if (this.#over) return undefined;
    const reason = this.#place.restart(subscription);
    const { startEventId: eventId } = subscription;
    if (representation) return { kind: "representation", representation, eventId, reason };
    return reason === "first" ? undefined : { kind: "gap", eventId, reason };
  }

  /** Gets to the next attempt, or to the end. */
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

    const { deleted } = this.#place;
    const waits = this.#options.afterDeletion === "wait";
    if (deleted && !waits && (!cause || isGone(cause))) {
      this.#end({});
      return;
    }
    // What `auto` has found out may have changed.
    const mayHelp =
      !cause || isTemporary(cause) || (isGone(cause) ? waits : isUnsupported(cause) && this.#place.forgetProtocol());
    // A response of just the minimum may be measured a little shorter.
    this.#failures = lasted >= 0.9 * this.#retry.minimum ? 0 : this.#failures + 1;
    if (!mayHelp || this.#failures >= this.#retry.attempts) {
      const error = cause ?? new ClientError("cut-off", "The server ends its responses at once");
      this.#end({ error }, error);
      return;
    }
    const isDue = !cause && !deleted && lasted >= (subscription?.duration ?? 0) - 1;
    const told = cause?.response && retryAfter(cause.response.headers);
    const pause = pauseAfter({ failures: this.#failures, isDue, retryAfter: told }, this.#retry);
    if (pause > 0) await this.#wait(pause, cause);
    if (!this.#over) this.#change("connecting");
  }

  async #wait(seconds: number, cause: ClientError | undefined): Promise<void> {
    const pause = new Pause(seconds);
    this.#pause = pause;
    this.#change("waiting", cause);
    const body = cause?.response?.body;
    if (body && !body.locked) body.cancel().catch(() => {}); // nobody wants it, and it holds a connection
    await pause.over;
    this.#pause = undefined;
  }

  /** Leaves the response of now. Without one there is but what an error may have of it, and that stays readable. */
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

/** Undefined also for a time that no date can tell. */
function dateIn(seconds: number | undefined): Date | undefined {
  const date = new Date(Date.now() + (seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
