import { KnownEvents } from "./known-events.ts";
import type { Notification } from "./notification.ts";
import type { GapReason } from "./observation.ts";
import type { SubscribeOptions } from "./options.ts";
import type { Subscription } from "./subscription.ts";

/** The options for the next request. */
type Asked = Pick<SubscribeOptions, "protocol" | "lastEventId" | "representation">;

/**
 * Where an observation stands in the history of its resource: how to ask for the next response, whether that resumes where
 * the last one ended, and which of its notifications are new.
 */
export class ResumePosition {
  /** The event to resume after. */
  lastEventId: string | undefined;
  /** Whether the last notification said that the resource was deleted, and nothing since has shown that it is back. */
  deleted = false;
  readonly #options: SubscribeOptions;
  readonly #known = new KnownEvents();
  /** The protocol, once it is known. */
  #protocol: SubscribeOptions["protocol"];
  /** Whether the server says where its streams begin. */
  #givesStart = false;
  /** Whether a response has begun, so whatever is missed from now on is a gap. */
  #begun = false;
  /** A gap that is known and was not reported yet. */
  #gap: GapReason | undefined;

  constructor(options: SubscribeOptions) {
    this.#options = options;
    this.#protocol = options.protocol;
    this.lastEventId = options.lastEventId === "*" ? undefined : options.lastEventId;
  }

  get asked(): Asked {
    const { lastEventId, representation = true } = this.#options;
    const shared = { protocol: this.#protocol, lastEventId: this.lastEventId };
    if (this.lastEventId === undefined) {
      return { ...shared, lastEventId: this.#begun ? undefined : lastEventId, representation };
    }
    // With `state`, Events Query sends the representation even if it resumes, so we ask for it only when we need it. PREP
    // sends it only if it can't resume; without Event-ID, nothing else shows that (PREP-RS-6).
    if (this.#protocol !== "events-query") return { ...shared, representation: representation || true };
    return { ...shared, representation: this.#givesStart ? false : representation };
  }

  /** Whether a response resumes after the last event. */
  resumes({ startEventId, protocol, representation }: Subscription): boolean {
    if (this.lastEventId === undefined) return false;
    return startEventId === undefined
      ? protocol === "prep" && representation === undefined
      : startEventId === this.lastEventId;
  }

  /**
   * Takes note of the head of a response to what was asked.
   *
   * @returns whether it can be used. Otherwise ask again: it does not resume, and the representation was not asked for.
   */
  meet(subscription: Subscription, { representation }: Asked): boolean {
    this.#protocol = subscription.protocol;
    this.#givesStart = subscription.startEventId !== undefined;
    if (representation !== false || this.#options.representation === false || this.resumes(subscription)) return true;
    this.#gap = this.#gapBefore(subscription);
    this.lastEventId = undefined;
    return false;
  }

  /** Forgets the protocol that `auto` found. @returns whether there was one */
  forgetProtocol(): boolean {
    const known = this.#protocol;
    this.#protocol = this.#options.protocol;
    return known !== this.#protocol;
  }

  /** Resumes with a response, having missed nothing. */
  resume(): void {
    this.#begun = true;
    this.#gap = undefined;
    this.deleted = false;
  }

  /** Starts over with a response. @returns why */
  restart(subscription: Subscription): "first" | GapReason {
    const isFirst = !this.#begun && !this.#gap && this.lastEventId === undefined;
    const reason = isFirst ? "first" : this.#gapBefore(subscription);
    this.resume();
    this.lastEventId = subscription.startEventId;
    this.#known.restart(this.lastEventId);
    return reason;
  }

  /** Moves on to a notification. @returns whether it is new */
  accept({ eventId, type, object }: Notification, resumed: boolean): boolean {
    this.deleted = type === "delete" && object === undefined;
    if (eventId !== undefined && !this.#known.add(eventId, resumed)) return false;
    // After a notification without id we can't resume: after an earlier id, it would come again.
    this.lastEventId = eventId;
    return true;
  }

  #gapBefore({ startEventId, protocol }: Subscription): GapReason {
    if (this.#gap) return this.#gap;
    const isKnown = startEventId !== undefined || protocol === "prep";
    return this.lastEventId !== undefined && isKnown ? "history-lost" : "unknown-position";
  }
}
