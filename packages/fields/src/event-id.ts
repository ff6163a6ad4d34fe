import { trimWhitespace } from "./field-syntax.ts";

/**
 * Whether a string can identify an event in `Event-ID` and `Last-Event-ID`: 1 to 256 visible ASCII characters, except
 * `*`, which means any event (PREP-RS-6, EQ-DM-4). Event ids are opaque: do not derive anything else from them.
 */
export function isEventId(value: string): boolean {
  return value !== "*" && /^[!-~]{1,256}$/.test(value);
}

/** Reads the event id in `Event-ID`. Returns `undefined` if the field is absent, empty or invalid. */
export function parseEventId(value: string | null | undefined): string | undefined {
  if (!value) return undefined;
  const id = trimWhitespace(value);
  return isEventId(id) ? id : undefined;
}

/** Reads the event id or `*` in `Last-Event-ID`. Returns `undefined` if the field is absent, empty or invalid. */
export function parseLastEventId(value: string | null | undefined): string | undefined {
  if (!value) return undefined;
  const id = trimWhitespace(value);
  return id === "*" || isEventId(id) ? id : undefined;
}
