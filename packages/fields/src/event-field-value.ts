import { serializeKey } from "structured-headers";
import { excerpt, FieldError } from "./errors.ts";
import { type BareItem, parseStructuredItem, serializeStructuredItem } from "./structured-fields.ts";

/** The value of an event field: a bare Item, or an Inner List (PREP-AE-5, PREP-AE-12). */
export type EventFieldValue = BareItem | readonly EventFieldItem[];

/** A member of an Inner List, whose parameters may hold Inner Lists again (PREP-AE-5). */
export interface EventFieldItem {
  /** The Item itself. */
  readonly value: BareItem;
  /** Its parameters by name, in the sender's order. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/** A member of a List in the grammar that PREP-AE-5 extends. */
export interface EventFieldMember {
  /** A bare Item or an Inner List. */
  readonly value: EventFieldValue;
  /** Its parameters by name, in the sender's order. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/** The most Inner Lists that may stand inside one another. */
const maximumDepth = 8;

/** Whether the value of an event field is an Inner List. */
export function isInnerList(value: EventFieldValue): value is readonly EventFieldItem[] {
  return Array.isArray(value);
}

/** The grammar of one field: its parameters may hold Inner Lists (PREP-AE-5), or bare Items only (RFC 9651). */
interface Grammar {
  readonly field: string;
  readonly nested: boolean;
}

interface Cursor extends Grammar {
  readonly input: string;
  position: number;
}

const acceptEvents: Grammar = { field: "Accept-Events", nested: true };

/**
 * Parses a List (RFC 9651 section 4.2.1), by default one where the value of a parameter may also be a bare Inner List.
 * Structure is read here, every bare Item by the library, which takes a Date only where a text ends.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseEventFieldList(input: string, grammar = acceptEvents): EventFieldMember[] {
  const cursor: Cursor = { ...grammar, input, position: 0 };
  const members: EventFieldMember[] = [];
  eachMember(cursor, () => members.push(parseMember(cursor)));
  return members;
}

/**
 * Parses a Dictionary (RFC 9651 section 4.2.2) in the same way; of members of the same name the last counts.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseEventFieldDictionary(input: string, grammar: Grammar): Map<string, EventFieldMember> {
  const cursor: Cursor = { ...grammar, input, position: 0 };
  const members = new Map<string, EventFieldMember>();
  eachMember(cursor, () => {
    const key = parseKey(cursor);
    members.set(
      key,
      scan(cursor, /=/y) ? parseMember(cursor) : { value: true, parameters: parseParameters(cursor, 1) },
    );
  });
  return members;
}

function eachMember(cursor: Cursor, parse: () => void): void {
  const end = cursor.input.length;
  scan(cursor, / */y);
  while (cursor.position < end) {
    parse();
    scan(cursor, /[\t ]*/y);
    if (cursor.position === end) break;
    if (!scan(cursor, /,[\t ]*/y) || cursor.position === end) throw unexpected(cursor);
  }
}

function parseMember(cursor: Cursor): EventFieldMember {
  return { value: parseValue(cursor, 1), parameters: parseParameters(cursor, 1) };
}

function parseKey(cursor: Cursor): string {
  const key = scan(cursor, /[a-z*][a-z\d_\-.*]*/y);
  if (key === undefined) throw unexpected(cursor);
  return key;
}

function parseValue(cursor: Cursor, depth: number): EventFieldValue {
  return cursor.input[cursor.position] === "(" ? parseInnerList(cursor, depth) : parseBareItem(cursor);
}

function parseInnerList(cursor: Cursor, depth: number): EventFieldItem[] {
  if (depth > maximumDepth) throw unexpected(cursor, ` (Inner Lists nest at most ${maximumDepth} deep)`);
  cursor.position += 1;
  const items: EventFieldItem[] = [];
  let separated = true;
  for (;;) {
    separated = scan(cursor, / +/y) !== undefined || separated;
    if (scan(cursor, /\)/y)) return items;
    if (!separated) throw unexpected(cursor);
    const value = parseBareItem(cursor);
    items.push({ value, parameters: parseParameters(cursor, depth + 1) });
    separated = false;
  }
}

function parseParameters(cursor: Cursor, depth: number): Map<string, EventFieldValue> {
  const parameters = new Map<string, EventFieldValue>();
  while (scan(cursor, /; */y)) {
    const key = parseKey(cursor);
    const parse = cursor.nested ? parseValue : parseBareItem;
    parameters.set(key, scan(cursor, /=/y) ? parse(cursor, depth) : true);
  }
  return parameters;
}

function parseBareItem(cursor: Cursor): BareItem {
  const text = scan(cursor, /%"[^"]*"|"(?:[^"\\]|\\.)*"|:[^:]*:|[^\t ;,()="]+/y);
  if (text === undefined) throw unexpected(cursor);
  return parseStructuredItem(cursor.field, text)[0];
}

/** What the sticky pattern matches here, which is thereby read; `undefined` where it matches nothing. */
function scan(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.position;
  const match = pattern.exec(cursor.input)?.[0];
  if (match !== undefined) cursor.position += match.length;
  return match;
}

function unexpected(cursor: Cursor, reason = ""): FieldError {
  const rest = cursor.input.slice(cursor.position);
  const found = rest === "" ? "end" : excerpt(rest);
  return new FieldError("field-syntax", `Unexpected ${found} at ${cursor.position}${reason}`, { field: cursor.field });
}

/**
 * Serializes parameters in the grammar that PREP-AE-5 extends.
 *
 * @throws {@link FieldError} `field-value` for names and values that the grammar has no form for, and for Inner Lists
 * that nest deeper than they are read
 */
export function serializeEventFields(parameters: ReadonlyMap<string, EventFieldValue>, depth = 1): string {
  let text = "";
  for (const [name, value] of parameters) {
    text += `;${serializeName(name)}`;
    if (value !== true) text += `=${serializeValue(value, depth)}`;
  }
  return text;
}

function serializeValue(value: EventFieldValue, depth: number): string {
  if (!isInnerList(value)) return serializeStructuredItem("Accept-Events", value);
  if (depth > maximumDepth) {
    throw new FieldError("field-value", `Inner Lists nest at most ${maximumDepth} deep`, { field: "Accept-Events" });
  }
  const items = value.map(
    (item) => serializeStructuredItem("Accept-Events", item.value) + serializeEventFields(item.parameters, depth + 1),
  );
  return `(${items.join(" ")})`;
}

function serializeName(name: string): string {
  try {
    return serializeKey(name);
  } catch (cause) {
    throw new FieldError("field-value", `${excerpt(name)} can't name an event field`, {
      field: "Accept-Events",
      cause,
    });
  }
}
