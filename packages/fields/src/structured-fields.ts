import * as library from "structured-headers";
import { excerpt, FieldError } from "./errors.ts";

declare const kind: unique symbol;

/** A Token (RFC 9651 section 3.3.4), as opposed to a String. */
export interface Token {
  /** Tells it from other objects in types. */
  readonly [kind]: "Token";
  /** Returns its text. */
  toString(): string;
}

/** A Display String (RFC 9651 section 3.3.8), as opposed to a String. */
export interface DisplayString {
  /** Tells it from other objects in types. */
  readonly [kind]: "DisplayString";
  /** Returns its text. */
  toString(): string;
}

/** A value of Structured Fields without parameters (RFC 9651 section 3.3). A parsed Byte Sequence is an ArrayBuffer. */
export type BareItem = number | string | boolean | Date | ArrayBuffer | ArrayBufferView | Token | DisplayString;

// The types of the library name types of lib `dom`, which users may not have: so they stay in here.

/** The class of Tokens. */
export const Token = library.Token as unknown as {
  /** Makes a Token of a text. */
  new (value: string): Token;
};

/** Parses a Structured Fields Item (RFC 9651 section 4.2.3). @throws {@link FieldError} `field-syntax` */
export function parseStructuredItem(field: string, value: string): [BareItem, ReadonlyMap<string, BareItem>] {
  try {
    return library.parseItem(value) as unknown as [BareItem, ReadonlyMap<string, BareItem>];
  } catch (cause) {
    const message = `${excerpt(value)} is not a valid Item in ${field}`;
    throw new FieldError("field-syntax", message, { field, cause });
  }
}

/**
 * Serializes a bare Item (RFC 9651 section 4.1.3.1). Numbers get at most three decimals, rounded half to even.
 *
 * @throws {@link FieldError} `field-value` if an Item cannot hold the value: a number that is not finite or too large,
 * an invalid date, a string with characters beyond ASCII
 */
export function serializeStructuredItem(field: string, value: BareItem): string {
  try {
    if (typeof value === "number" && !Number.isInteger(value)) return library.serializeBareItem(roundDecimal(value));
    if (value instanceof library.DisplayString) return serializeDisplayString(value.toString());
    if (value instanceof Date && !(Math.abs(value.getTime()) < 1e18)) throw new Error("invalid date");
    return library.serializeBareItem(value as library.BareItem);
  } catch (cause) {
    const message = `${excerpt(String(value))} cannot be serialized in ${field}`;
    throw new FieldError("field-value", message, { field, cause });
  }
}

/** The library would serialize 1.0001 as `1.` and NaN as `NaN`. */
function roundDecimal(value: number): number {
  if (!Number.isFinite(value)) throw new Error("not a finite number");
  const thousandths = value * 1000;
  const rounded = Math.round(thousandths);
  const tie = Math.abs(thousandths % 1) === 0.5;
  return (tie && rounded % 2 !== 0 ? rounded - 1 : rounded) / 1000;
}

/** The library writes bytes below 0x10 with one digit. */
function serializeDisplayString(value: string): string {
  const bytes = Array.from(new TextEncoder().encode(value), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x25
      ? `%${byte.toString(16).padStart(2, "0")}`
      : String.fromCharCode(byte),
  );
  return `%"${bytes.join("")}"`;
}
