import { serializeKey } from "structured-headers";
import { excerpt, FieldError } from "./errors.ts";
import { type BareItem, parseStructuredItem, serializeStructuredItem } from "./structured-fields.ts";

/** The value of an event field: a bare Item or an Inner List (PREP-AE-5, PREP-AE-12). */
export type EventFieldValue = BareItem | readonly EventFieldItem[];

/** A member of an Inner List. Its parameters may again hold Inner Lists (PREP-AE-5). */
export interface EventFieldItem {
  /** The bare Item. */
  readonly value: BareItem;
  /** The parameters by name, in the order of the field. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/** A member of a List or Dictionary in the grammar that PREP-AE-5 extends. */
export interface EventFieldMember {
  /** A bare Item or an Inner List. */
  readonly value: EventFieldValue;
  /** The parameters by name, in the order of the field. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/** The most levels of nested Inner Lists. */
const maximumDepth = 8;

/** Whether the value of an event field is an Inner List. */
export function isInnerList(value: EventFieldValue): value is readonly EventFieldItem[] {
  return Array.isArray(value);
}

/** The grammar of a field. */
interface Grammar {
  /** The name of the field, for errors. */
  readonly field: string;
  /** Whether parameters may hold Inner Lists (PREP-AE-5), or only bare Items (RFC 9651). */
  readonly nested: boolean;
}

interface Cursor extends Grammar {
  readonly input: string;
  position: number;
}

const acceptEvents: Grammar = { field: "Accept-Events", nested: true };

/**
 * Parses a List (RFC 9651 section 4.2.1). By default its parameters may also hold Inner Lists (PREP-AE-5).
 *
 * This file parses the structure and Strings. The library parses the other bare Items one by one, because it accepts a
 * Date only at the end of a text.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseEventFieldList(input: string, grammar = acceptEvents): EventFieldMember[] {
  const cursor: Cursor = { ...grammar, input, position: input.search(/[^ ]|$/) };
  const members: EventFieldMember[] = [];
  while (cursor.position < input.length) {
    members.push({ value: parseValue(cursor, 1), parameters: parseParameters(cursor, 1) });
    parseSeparator(cursor);
  }
  return members;
}

/**
 * Parses a Dictionary (RFC 9651 section 4.2.2) like {@link parseEventFieldList}. If a key is repeated, the last member
 * counts.
 *
 * @throws {@link FieldError} `field-syntax`
 */
export function parseEventFieldDictionary(input: string, grammar: Grammar): Map<string, EventFieldMember> {
  const cursor: Cursor = { ...grammar, input, position: input.search(/[^ ]|$/) };
  const members = new Map<string, EventFieldMember>();
  while (cursor.position < input.length) {
    const [, key, equals] = scan(cursor, /([a-z*][a-z\d_\-.*]*)(=)?/y) ?? [];
    if (key === undefined) throw unexpected(cursor);
    const value = equals === undefined || parseValue(cursor, 1);
    members.set(key, { value, parameters: parseParameters(cursor, 1) });
    parseSeparator(cursor);
  }
  return members;
}

/** Moves to the next member or to the end of the input. A comma must not be the last character. */
function parseSeparator(cursor: Cursor): void {
  if (!scan(cursor, /[\t ]*(?:,[\t ]*(?=[^\t ])|$)/y)) throw unexpected(cursor);
}

function parseParameters(cursor: Cursor, depth: number): Map<string, EventFieldValue> {
  const parameters = new Map<string, EventFieldValue>();
  while (cursor.input[cursor.position] === ";") {
    const [, key, equals] = scan(cursor, /; *([a-z*][a-z\d_\-.*]*)(=)?/y) ?? [];
    if (key === undefined) throw unexpected(cursor);
    const parse = cursor.nested ? parseValue : parseBareItem;
    parameters.set(key, equals === undefined || parse(cursor, depth));
  }
  return parameters;
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
    separated = scan(cursor, / +/y) !== null || separated;
    if (scan(cursor, /\)/y)) return items;
    if (!separated) throw unexpected(cursor);
    items.push({ value: parseBareItem(cursor), parameters: parseParameters(cursor, depth + 1) });
    separated = false;
  }
}

function parseBareItem(cursor: Cursor): BareItem {
  const string = scan(cursor, /"((?:[ !#-[\]-~]|\\["\\])*)"/y)?.[1];
  if (string !== undefined) return string.replace(/\\(.)/g, "$1");
  const text = scan(cursor, /%"[^"]*"|:[^:]*:|[^\t ;,()="]+/y)?.[0];
  if (text === undefined) throw unexpected(cursor);
  return parseStructuredItem(cursor.field, text)[0];
}

/** Matches a sticky pattern at the cursor. If it matches, the cursor moves to the end of the match. */
function scan(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.position;
  const match = pattern.exec(cursor.input);
  if (match) cursor.position = pattern.lastIndex;
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
 * @throws {@link FieldError} `field-value` if a name or value cannot be serialized, or if Inner Lists are nested deeper
 * than the parser allows
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
    throw new FieldError("field-value", `${excerpt(name)} is not a valid name of an event field`, {
      field: "Accept-Events",
      cause,
    });
  }
}
