import { FieldError } from "./errors.ts";
import { subscriptionOf } from "./subscription.ts";

/** Interest that a client sends to a server. An {@link Interest} can be used as one. */
export interface InterestInit {
  /** Header fields by name. Names are case-insensitive. */
  readonly fields?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** Other members, such as `@context`. A member is ignored if `fields` has a field of the same name. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A subscription that a client sends to a server. A {@link Subscription} can be used as one. */
export interface SubscriptionInit {
  /** Interest in a stream of notifications. Without it, the server sends a single notification. */
  readonly events?: InterestInit;
  /** Interest in the representation. Only allowed together with `events` (EQ-DM-3). */
  readonly state?: InterestInit;
  /** Other members. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Serializes a subscription as JSON (EQ-DM-2). The result is valid as `application/json` and `example/events-query`.
 *
 * @throws {@link FieldError} `content-semantics` or `content-too-deep` if a server would refuse the subscription for
 * that reason, and `content-semantics` if JSON cannot hold it
 */
export function serializeSubscription(subscription: SubscriptionInit): string {
  const { events, state, members } = subscription;
  const document = {
    ...members,
    ...(events ? { events: interestDocument(events) } : {}),
    ...(state ? { state: interestDocument(state) } : {}),
  };
  subscriptionOf(document);
  try {
    return JSON.stringify(document);
  } catch (cause) {
    throw new FieldError("content-semantics", "The subscription has a value that JSON cannot hold", { cause });
  }
}

function interestDocument({ fields = {}, members = {} }: InterestInit): Record<string, unknown> {
  const own = fields instanceof Map ? [...fields] : Object.entries(fields);
  const names = own.map(([name]) => name.toLowerCase());
  const others = Object.entries(members).filter(([name]) => !names.includes(name.toLowerCase()));
  return Object.fromEntries([...others, ...own]);
}
