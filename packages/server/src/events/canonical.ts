const unreserved = /^[\w.~-]$/;

/**
 * Writes a target in the one spelling of all that are equivalent (RFC 9110 section 4.2.3, RFC 3986 section 6.2.2): the digits
 * of percent-encodings in upper case, and no percent-encoding of an unreserved character. All else stays as it is: handlers
 * disagree on it. Characters beyond ASCII, which no target may contain, stay, too: to some handlers they are the same as their
 * percent-encodings, to others not. A key that is no path is returned as it is: it has its own rules.
 *
 * Decoding may make dot segments (`/a/%2E%2E/b` becomes `/a/../b`), which stay. So both spellings have one key, and it is not
 * that of `/b`. That is safe: handlers that resolve dot segments resolve both spellings, the others (Express, Koa) resolve neither.
 */
export function canonicalTarget(target: string): string {
  if (!target.startsWith("/") || !target.includes("%")) return target;
  // With a stray "%", decoding might make a percent-encoding that was none.
  if (/%(?![\da-f]{2})/i.test(target)) return target;
  return target.replace(/%[\da-f]{2}/gi, (one) => {
    const character = String.fromCharCode(Number.parseInt(one.slice(1), 16));
    return unreserved.test(character) ? character : one.toUpperCase();
  });
}

/** The same for a name that an application gives. It may contain characters beyond ASCII: they mean their percent-encodings. */
export function canonicalName(name: string): string {
  return canonicalTarget(name.startsWith("/") ? encoded(name) : name);
}

/**
 * The canonical form of a name that an application made of a target. If no client may send that target, nobody knows which
 * characters the handler takes for the same, so that they stay.
 */
export function canonicalMadeOf(target: string, name: string): string {
  return encoded(target) === target ? canonicalName(name) : canonicalTarget(name);
}

/**
 * A name that an application gives, if it can be a target in origin form; `undefined`: no client can send it. Characters beyond
 * ASCII mean their percent-encodings.
 */
export function nameOfTarget(name: string): string | undefined {
  return /^\/[^\0-\x20\x7f]*$/.test(name) ? name : undefined;
}

/** Percent-encodes the characters beyond ASCII, and nothing else. */
export function encoded(text: string): string {
  return text.replace(/[^\0-\x7f]+/g, encodeAll);
}

function encodeAll(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => `%${byte.toString(16).toUpperCase()}`).join("");
}
