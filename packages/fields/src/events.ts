import { FieldError } from "./errors.ts";
import { isInnerList, parseEventFieldDictionary } from "./event-field-value.ts";
import { type BareItem, serializeStructuredItem, Token } from "./structured-fields.ts";

/** The `Events` field of PREP (PREP-EV-1) and Events Query (EQ-EV-1). */
export interface Events {
  /** The notification protocol in lower case, such as `prep`; absent in Events Query. */
  readonly protocol?: string;
  /** The HTTP status code of the notifications part (PREP-EV-3), 100 to 599. */
  readonly status?: number;
  /** When the stream is closed: whole seconds after `Date` (PREP-EV-4). */
  readonly expires?: number;
  /** When the stream is closed, where a sender gave a date for `expires` (as express-prep does). Is only ever read. */
  readonly expiresAt?: Date;
  /** The most seconds that notifications are wanted for, or are served (EQ-EV-3, EQ-EV-4); may have a fraction. */
  readonly duration?: number;
}

/**
 * Parses `Events` (PREP-EV-1, EQ-EV-1). Unknown keys and parameters are ignored, and a key whose value is of another
 * type or out of its range is left out as if it were absent.
 *
 * @throws {@link FieldError} `field-syntax` when the field as a whole does not parse
 */
export function parseEvents(value: string): Events {
  // PREP-AE-5: what `Events` repeats of `Accept-Events` may have a parameter that holds an Inner List.
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

/** An HTTP date (RFC 9110 section 5.6.7); its `asctime` form names no zone and means UTC all the same. */
function parseDate(value: string): Date | undefined {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(value)) return undefined;
  return new Date(value.endsWith("GMT") ? value : `${value} GMT`);
}

/**
 * Serializes `Events`, its keys in the order `protocol`, `status`, `expires`, `duration`. A duration has at most three
 * decimals; one that is not 0 is never rounded to 0, which would mean something else (EQ-EV-3).
 *
 * @throws {@link FieldError} `field-value` for a protocol beyond ASCII, a status outside 100 to 599, seconds that are
 * negative, not finite or too large, and for an `expires` that is no whole number
 */
export function serializeEvents(events: Omit<Events, "expiresAt">): string {
  const { protocol, status, expires, duration } = events;
  if (status !== undefined && !isStatus(status)) throw unserializable("status", status);
  if (expires !== undefined && !(isSeconds(expires) && Number.isInteger(expires))) {
    throw unserializable("expires", expires);
  }
  if (duration !== undefined && !isSeconds(duration)) throw unserializable("duration", duration);
  const members: [string, BareItem | undefined][] = [
    ["protocol", protocol?.toLowerCase()],
    ["status", status],
    ["expires", expires],
    ["duration", duration && Math.max(duration, 0.001)],
  ];
  return members
    .flatMap(([key, value]) => (value === undefined ? [] : `${key}=${serializeStructuredItem("Events", value)}`))
    .join(", ");
}

function unserializable(key: string, value: unknown): FieldError {
  return new FieldError("field-value", `${String(value)} is no ${key} for Events`, { field: "Events" });
}
