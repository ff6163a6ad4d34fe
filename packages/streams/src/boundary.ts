import { StreamError } from "./errors.ts";
import { searchFor } from "./search.ts";

const LENGTH = 22; // 62^22 > 2^130

/**
 * Creates a random boundary: 22 characters of `[0-9A-Za-z]` with more than 130 random bits. All boundaries have the
 * same length, so none is a prefix of another (PREP-RS-10). None needs quotes in a `Content-Type`.
 */
export function createBoundary(): string {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const random = new Uint8Array(2 * LENGTH);
  let boundary = "";
  while (boundary.length < LENGTH) {
    crypto.getRandomValues(random);
    for (const byte of random) {
      // 248 = 4 * 62: higher bytes would favour the first characters of the alphabet.
      if (byte < 248 && boundary.length < LENGTH) boundary += alphabet.charAt(byte % alphabet.length);
    }
  }
  return boundary;
}

/** A usable boundary: 1 to 70 characters, the last not a space (RFC 2046, 5.1.1). Allows all printable ASCII. */
const usable = /^[ -~]{0,69}[!-~]$/;

/**
 * Encodes the delimiter that follows the body of a part: CRLF `--boundary`, without its line end.
 *
 * @throws {@link StreamError} `boundary` if the boundary is invalid
 */
export function encodeDelimiter(boundary: string): Uint8Array<ArrayBuffer> {
  if (!usable.test(boundary)) throw new StreamError("boundary", "invalid boundary");
  return new TextEncoder().encode(`\r\n--${boundary}`);
}

/**
 * Whether content contains a delimiter of this boundary: `--boundary` at the start of the content, or after a CR or LF
 * (PREP-RS-10; RFC 2046, 5.1.1). The rest of the line does not matter.
 *
 * @throws {@link StreamError} `boundary` if the boundary is invalid
 */
export function boundaryOccurs(content: Uint8Array, boundary: string): boolean {
  return delimiterOccurs(content, encodeDelimiter(boundary));
}

/** Like {@link boundaryOccurs}, for an encoded delimiter. */
export function delimiterOccurs(content: Uint8Array, delimiter: Uint8Array): boolean {
  const find = searchFor(delimiter.subarray(2));
  let at = find(content, 0);
  while (at > 0 && content[at - 1] !== 0x0d && content[at - 1] !== 0x0a) at = find(content, at + 1);
  return at >= 0;
}

// `parseMediaType` of `fields` would add more bytes to every client than this one parameter is worth. Each run of white
// space can match in only one place, so hostile values take linear time.
const value = '(?:[^\\s;"]+|"(?:[^"\\\\]|\\\\.)*")';
const multipartType = new RegExp(
  `^\\s*multipart/[^\\s;"]+\\s*(?:;\\s*(?:(?!boundary=)[^\\s;="]+=${value}\\s*)?)*;\\s*boundary=(${value})\\s*` +
    "(?:$|;(?!(?:.*;)?\\s*boundary=))", // a repeated boundary is an error: recipients disagree about which counts
  "i",
);

/**
 * Reads the boundary from the `Content-Type` of a multipart body.
 *
 * @throws {@link StreamError} `content-type` if the type is not multipart or has no valid `boundary` parameter
 */
export function boundaryOf(contentType: string): string {
  const [, text = ""] = multipartType.exec(contentType) ?? [];
  const boundary = text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
  if (!usable.test(boundary)) throw new StreamError("content-type", "not a multipart type with a valid boundary");
  return boundary;
}
