import { FieldError } from "./errors.ts";
import { subscriptionOf } from "./subscription.ts";

/** Interest that is to be told to a server. An {@link Interest} is one. */
export interface InterestInit {
  /** Header fields by name, in any letter case. */
  readonly fields?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
  /** Further members, such as `@context`. One that names the same field as `fields` does gives way to it. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A subscription that is to be told to a server. A {@link Subscription} is one. */
export interface SubscriptionInit {
  /** Interest in a stream of notifications; without it a single one is asked for. */
  readonly events?: InterestInit;
  /** Interest in the representation, only together with `events` (EQ-DM-3). */
  readonly state?: InterestInit;
  /** Further members. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * Serializes a subscription as JSON (EQ-DM-2), which is content of both `application/json` and `example/events-query`.
 *
 * @throws {@link FieldError} `content-semantics` or `content-too-deep` for what a server would refuse for it, and
 * `content-semantics` for what JSON can't hold
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
    throw new FieldError("content-semantics", "The subscription holds what JSON can't", { cause });
  }
}

function interestDocument({ fields = {}, members = {} }: InterestInit): Record<string, unknown> {
  const own = fields instanceof Map ? [...fields] : Object.entries(fields);
  const names = own.map(([name]) => name.toLowerCase());
  const others = Object.entries(members).filter(([name]) => !names.includes(name.toLowerCase()));
  return Object.fromEntries([...others, ...own]);
}
