import { KnownEvents } from "./known-events.ts";
import type { Notification } from "./notification.ts";
import type { GapReason } from "./observation.ts";
import type { SubscribeOptions } from "./options.ts";
import type { Subscription } from "./subscription.ts";

/** What is asked of the next response. */
type Asked = Pick<SubscribeOptions, "protocol" | "lastEventId" | "representation">;

/**
 * Where an observation stands in the history of its resource: what to ask of the next response, whether that goes on
 * where the last one ended, and what of it is new.
 */
export class Place {
  /** The event to go on from. */
  lastEventId: string | undefined;
  /** Whether the last notification said that the resource was deleted, and nothing has shown since that it is back. */
  deleted = false;
  readonly #options: SubscribeOptions;
  readonly #known = new KnownEvents();
  /** The protocol, as soon as it is known. */
  #protocol: SubscribeOptions["protocol"];
  /** Whether the server says where its streams begin. */
  #isStartTold = false;
  /** Whether something has begun, so that what is missed from now on is a gap. */
  #begun = false;
  /** A gap that is known of and was not told yet. */
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
    // With `state`, Events Query sends the representation to those who resume, too: it is asked for when it is needed. By
    // PREP only those get it who can't resume, and where Event-ID is missing, nothing else tells them (PREP-RS-6).
    if (this.#protocol !== "events-query") return { ...shared, representation: representation || true };
    return { ...shared, representation: this.#isStartTold ? false : representation };
  }

  /** Whether a response goes on from the last event. */
  resumes({ startEventId, protocol, representation }: Subscription): boolean {
    if (this.lastEventId === undefined) return false;
    return startEventId === undefined
      ? protocol === "prep" && representation === undefined
      : startEventId === this.lastEventId;
  }

  /**
   * Looks at the head of a response to what was asked.
   *
   * @returns whether it is of use; otherwise ask again: it does not go on, and the representation was not asked for
   */
  meet(subscription: Subscription, { representation }: Asked): boolean {
    this.#protocol = subscription.protocol;
    this.#isStartTold = subscription.startEventId !== undefined;
    if (representation !== false || this.#options.representation === false || this.resumes(subscription)) return true;
    this.#gap = this.#gapBefore(subscription);
    this.lastEventId = undefined;
    return false;
  }

  /** Forgets what `auto` has found out. @returns whether there was something */
  forgetProtocol(): boolean {
    const known = this.#protocol;
    this.#protocol = this.#options.protocol;
    return known !== this.#protocol;
  }

  /** Goes on from a response's beginning, without having missed anything. */
  goOn(): void {
    this.#begun = true;
    this.#gap = undefined;
    this.deleted = false;
  }

  /** Begins anew, with a response. @returns why */
  restart(subscription: Subscription): "first" | GapReason {
    const isFirst = !this.#begun && !this.#gap && this.lastEventId === undefined;
    const reason = isFirst ? "first" : this.#gapBefore(subscription);
    this.goOn();
    this.lastEventId = subscription.startEventId;
    this.#known.restart(this.lastEventId);
    return reason;
  }

  /** Moves on. @returns whether the notification is new */
  accept({ eventId, type, object }: Notification, resumed: boolean): boolean {
    this.deleted = type === "delete" && object === undefined;
    if (eventId !== undefined && !this.#known.add(eventId, resumed)) return false;
    // Behind one without id there is nothing to go on from: from an earlier id it would come again.
    this.lastEventId = eventId;
    return true;
  }

  #gapBefore({ startEventId, protocol }: Subscription): GapReason {
    if (this.#gap) return this.#gap;
    const isTold = startEventId !== undefined || protocol === "prep";
    return this.lastEventId !== undefined && isTold ? "history-lost" : "unknown-position";
  }
}
