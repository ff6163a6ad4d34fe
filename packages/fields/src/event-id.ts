import { trimWhitespace } from "./field-syntax.ts";

/**
 * Whether a string can identify an event in `Event-ID` and `Last-Event-ID`: 1 to 256 visible ASCII characters, and not
 * `*`, which means any event (PREP-RS-6, EQ-DM-4). Ids are opaque: nothing else is to be read from them.
 */
export function isEventId(value: string): boolean {
  return value !== "*" && /^[!-~]{1,256}$/.test(value);
}

/** The id in `Event-ID`; `undefined` when the field is absent, empty or holds no event id. */
export function parseEventId(value: string | null | undefined): string | undefined {
  const id = trimWhitespace(value ?? "");
  return isEventId(id) ? id : undefined;
}

/** The id in `Last-Event-ID`, or `*`; `undefined` when the field is absent, empty or holds neither. */
export function parseLastEventId(value: string | null | undefined): string | undefined {
  return trimWhitespace(value ?? "") === "*" ? "*" : parseEventId(value);
}
