import { parseMediaType } from "@resource-events/fields";
import { latin1Bytes } from "./bytes.ts";
import { StreamError } from "./errors.ts";
import { ByteSearch } from "./search.ts";

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
  if (!isBoundary(boundary)) throw new StreamError("boundary", "a boundary has 1 to 70 printable ASCII characters");
  return latin1Bytes(`\r\n--${boundary}`);
}

/**
 * Whether a boundary delimiter stands in the content: `--boundary` at its start, or after a CR or LF (PREP-RS-10; RFC
 * 2046, 5.1.1). What follows it on the line makes no difference.
 *
 * @throws {@link StreamError} `boundary` for what can't be one
 */
export function boundaryOccurs(content: Uint8Array, boundary: string): boolean {
  const search = new ByteSearch(delimiterBytes(boundary).subarray(2));
  let at = search.find(content, 0);
  while (at > 0 && content[at - 1] !== 0x0d && content[at - 1] !== 0x0a) at = search.find(content, at + 1);
  return at >= 0;
}

/**
 * Reads the boundary from the `Content-Type` of a multipart body.
 *
 * @throws {@link StreamError} `content-type` for another type, or one without a usable `boundary` parameter
 */
export function boundaryOf(contentType: string): string {
  let boundary: string | undefined;
  try {
    const mediaType = parseMediaType(contentType);
    if (mediaType.type === "multipart") boundary = mediaType.parameters.get("boundary");
  } catch (cause) {
    throw new StreamError("content-type", "no media type", { cause });
  }
  if (boundary === undefined || !isBoundary(boundary)) {
    throw new StreamError("content-type", "no multipart type with a boundary");
  }
  return boundary;
}
