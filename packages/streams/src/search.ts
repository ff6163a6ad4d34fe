/**
 * Makes a search for a sequence of bytes, by Horspool's algorithm: it steps over most bytes without looking at them.
 *
 * @param pattern 1 to 255 bytes
 * @returns what finds the first place at or after `from` where the whole sequence stands, or -1
 */
export function searchFor(pattern: Uint8Array): (content: Uint8Array, from: number) => number {
  const last = pattern.length - 1;
  const steps = new Uint8Array(256).fill(pattern.length);
  for (let at = 0; at < last; at++) steps[pattern[at] ?? 0] = last - at;
  return (content, from) => {
    let at = from;
    while (at + last < content.length) {
      if (standsAt(pattern, content, at)) return at;
      at += steps[content[at + last] ?? 0] ?? 1;
    }
    return -1;
  };
}

/** Whether the sequence stands at a place; undefined where the content ends before that is known. */
export function standsAt(pattern: Uint8Array, content: Uint8Array, at: number): boolean | undefined {
  for (let index = 0; index < pattern.length; index++) {
    if (at + index >= content.length) return undefined;
    if (content[at + index] !== pattern[index]) return false;
  }
  return true;
}
