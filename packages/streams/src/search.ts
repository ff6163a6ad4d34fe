/**
 * Creates a search for a sequence of bytes. It uses Horspool's algorithm, which skips most bytes without comparing
 * them.
 *
 * @param pattern 1 to 255 bytes
 * @returns a function that finds the first occurrence at or after `from`, or returns -1
 */
export function searchFor(pattern: Uint8Array): (content: Uint8Array, from: number) => number {
  const last = pattern.length - 1;
  const steps = new Uint8Array(256).fill(pattern.length);
  for (let at = 0; at < last; at++) steps[pattern[at] ?? 0] = last - at;
  return (content, from) => {
    let at = from;
    while (at + last < content.length) {
      const end = content[at + last] ?? 0;
      if (end === pattern[last] && standsAt(pattern, content, at)) return at;
      at += steps[end] ?? 1;
    }
    return -1;
  };
}

/** Whether the sequence occurs at this position; undefined if the content ends too early to tell. */
export function standsAt(pattern: Uint8Array, content: Uint8Array, at: number): boolean | undefined {
  for (let index = 0; index < pattern.length; index++) {
    if (at + index >= content.length) return undefined;
    if (content[at + index] !== pattern[index]) return false;
  }
  return true;
}
