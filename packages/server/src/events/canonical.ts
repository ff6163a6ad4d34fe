const unreserved = /^[\w.~-]$/;

/**
 * Writes a target in the one spelling of all that are equivalent (RFC 9110 section 4.2.3, RFC 3986 section 6.2.2): the digits
 * of percent-encodings in upper case, and no percent-encoding of an unreserved character. Characters beyond ASCII, which no
 * target may contain, are percent-encoded. All else stays as it is: routers disagree on it. A key that is no path is
 * returned as it is: it has its own rules.
 *
 * Dot segments stay, too (`/a/%2E%2E/b` becomes `/a/../b`), so a key never names another resource than its target does: at
 * worst two targets of one resource have two keys.
 */
export function canonicalTarget(target: string): string {
  if (!target.startsWith("/") || !/[%]|[^\0-\x7f]/.test(target)) return target;
  const encoded = target.replace(/[^\0-\x7f]+/g, encodeAll);
  // With a stray "%", decoding might make a percent-encoding that was none.
  if (/%(?![\da-f]{2})/i.test(encoded)) return encoded;
  return encoded.replace(/%[\da-f]{2}/gi, (one) => {
    const character = String.fromCharCode(Number.parseInt(one.slice(1), 16));
    return unreserved.test(character) ? character : one.toUpperCase();
  });
}

function encodeAll(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `%${byte.toString(16).toUpperCase()}`).join("");
}
