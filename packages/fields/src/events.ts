import { FieldError } from "./errors.ts";
import { isInnerList, parseEventFieldDictionary } from "./event-field-value.ts";
import { type BareItem, serializeStructuredItem, Token } from "./structured-fields.ts";

/** The `Events` field of PREP (PREP-EV-1) and Events Query (EQ-EV-1). */
export interface Events {
  /** The notification protocol in lower case, such as `prep`; absent in Events Query. */
  readonly protocol?: string;
  /** The HTTP status code of the notifications part (PREP-EV-3), 100 to 599. */
  readonly status?: number;
  /** The time from `Date` until the stream is closed, in whole seconds (PREP-EV-4). */
  readonly expires?: number;
  /** The time at which the stream is closed, if the sender gave a date as `expires`, as express-prep does. Read only. */
  readonly expiresAt?: Date;
  /**
   * In requests, the longest time for which the client wants notifications; in responses, the longest time for which
   * the server sends them (EQ-EV-3, EQ-EV-4). In seconds, possibly with a fraction.
   */
  readonly duration?: number;
}

/**
 * Parses `Events` (PREP-EV-1, EQ-EV-1). Unknown keys and parameters are ignored. A key counts as absent if its value
 * has the wrong type or is out of range.
 *
 * @throws {@link FieldError} `field-syntax` if the field as a whole does not parse
 */
export function parseEvents(value: string): Events {
  // PREP-AE-5: parameters may hold Inner Lists, because `Events` may repeat parameters of `Accept-Events`.
  const dictionary = parseEventFieldDictionary(value, { field: "Events", nested: true });
  const item = (key: string): BareItem | undefined => {
    const member = dictionary.get(key)?.value;
    return member === undefined || isInnerList(member) ? undefined : member;
  };
  const protocol = item("protocol");
  const status = item("status");
  const expires = item("expires");
  const expiresAt = expires instanceof Date ? expires : typeof expires === "string" ? parseDate(expires) : undefined;
  const duration = item("duration");
  return {
    ...(typeof protocol === "string" || protocol instanceof Token ? { protocol: `${protocol}`.toLowerCase() } : {}),
    ...(isStatus(status) ? { status } : {}),
    ...(isSeconds(expires) && Number.isInteger(expires) ? { expires } : {}),
    ...(expiresAt && !Number.isNaN(expiresAt.getTime()) ? { expiresAt } : {}),
    ...(isSeconds(duration) ? { duration } : {}),
  };
}

function isStatus(value: BareItem | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 599;
}

function isSeconds(value: BareItem | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Parses an HTTP date (RFC 9110 section 5.6.7). Its `asctime` form has no time zone and means UTC too. */
function parseDate(value: string): Date | undefined {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(value)) return undefined;
  return new Date(value.endsWith("GMT") ? value : `${value} GMT`);
}

/**
 * Serializes `Events`, with keys in the order `protocol`, `status`, `expires`, `duration`. A duration gets at most
 * three decimals. One greater than 0 is never rounded to 0, which has another meaning (EQ-EV-3).
 *
 * @throws {@link FieldError} `field-value` if the protocol has characters beyond ASCII, if the status is outside 100 to
 * 599, if seconds are negative, not finite or too large, or if `expires` is not a whole number
 */
export function serializeEvents(events: Omit<Events, "expiresAt">): string {
  const { protocol, status, expires, duration } = events;
  const members: string[] = [];
  if (protocol !== undefined) members.push(`protocol=${serializeStructuredItem("Events", protocol.toLowerCase())}`);
  if (status !== undefined) {
    if (!isStatus(status)) throw unserializable("status", status);
    members.push(`status=${status}`);
  }
  if (expires !== undefined) {
    if (!isSeconds(expires) || !Number.isInteger(expires)) throw unserializable("expires", expires);
    members.push(`expires=${serializeStructuredItem("Events", expires)}`);
  }
  if (duration !== undefined) {
    if (!isSeconds(duration)) throw unserializable("duration", duration);
    members.push(`duration=${serializeStructuredItem("Events", duration && Math.max(duration, 0.001))}`);
  }
  return members.join(", ");
}

function unserializable(key: string, value: unknown): FieldError {
  return new FieldError("field-value", `${String(value)} is not a valid ${key} in Events`, { field: "Events" });
}
