import { StreamError } from "./errors.ts";
import { searchFor } from "./search.ts";

const LENGTH = 22; // 62^22 > 2^130

/**
 * Makes a new boundary: 22 characters of `[0-9A-Za-z]` with more than 130 random bits. All have the same length, so none
 * is a prefix of another (PREP-RS-10), and none needs quotes in a `Content-Type`.
 */
export function createBoundary(): string {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const random = new Uint8Array(2 * LENGTH);
  let boundary = "";
  while (boundary.length < LENGTH) {
    crypto.getRandomValues(random);
    for (const byte of random) {
      // 248 = 4 * 62: bytes above would favour the first letters.
      if (byte < 248 && boundary.length < LENGTH) boundary += alphabet.charAt(byte % alphabet.length);
    }
  }
  return boundary;
}

/** Whether a text can be a boundary: 1 to 70 characters, the last no space (RFC 2046, 5.1.1); liberal in which. */
function isBoundary(text: string): boolean {
  return /^[ -~]{0,69}[!-~]$/.test(text);
}

/**
 * The bytes of CRLF `--boundary`.
 *
 * @throws {@link StreamError} `boundary` for what can't be one
 */
export function delimiterBytes(boundary: string): Uint8Array<ArrayBuffer> {
  if (!isBoundary(boundary)) throw new StreamError("boundary", "no usable boundary");
  return new TextEncoder().encode(`\r\n--${boundary}`);
}

/**
 * Whether a boundary delimiter stands in the content: `--boundary` at its start, or after a CR or LF (PREP-RS-10; RFC
 * 2046, 5.1.1). What follows it on the line makes no difference.
 *
 * @throws {@link StreamError} `boundary` for what can't be one
 */
export function boundaryOccurs(content: Uint8Array, boundary: string): boolean {
  const find = searchFor(delimiterBytes(boundary).subarray(2));
  let at = find(content, 0);
  while (at > 0 && content[at - 1] !== 0x0d && content[at - 1] !== 0x0a) at = find(content, at + 1);
  return at >= 0;
}

// `parseMediaType` of `fields` reads whole media types, at a price in bytes that every client would pay for this one
// parameter. Each run of white space can match in one place only, so that hostile values take linear time.
const value = '(?:[^\\s;"]+|"(?:[^"\\\\]|\\\\.)*")';
const multipartType = new RegExp(
  `^\\s*multipart/[^\\s;"]+\\s*(?:;\\s*(?:(?!boundary=)[^\\s;="]+=${value}\\s*)?)*;\\s*boundary=(${value})\\s*` +
    "(?:$|;(?!(?:.*;)?\\s*boundary=))", // which of two counts would be anybody's guess
  "i",
);

/**
 * Reads the boundary from the `Content-Type` of a multipart body.
 *
 * @throws {@link StreamError} `content-type` for another type, or one without a usable `boundary` parameter
 */
export function boundaryOf(contentType: string): string {
  const [, text = ""] = multipartType.exec(contentType) ?? [];
  const boundary = text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
  if (!isBoundary(boundary)) throw new StreamError("content-type", "no multipart type with a usable boundary");
  return boundary;
}
