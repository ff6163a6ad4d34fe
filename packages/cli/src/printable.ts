/** What changes how a terminal shows the text around it. */
const unsafe = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A text of a server's on one line of a terminal. Control characters, by which it could move the cursor or retitle the
 * window, are shown as pictures (U+2400 and following) or by their number.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}

/** The same for a line of a text, in which tabs stay. */
export function printableLine(line: string): string {
  return line.split("\t").map(printable).join("\t");
}

/** The lines of a text. */
export function printableLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map(printableLine);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** JSON on one line: it may be shown on a terminal as well, and JavaScript leaves some control characters as they are. */
export function jsonLine(value: unknown): string {
  const numbered = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${JSON.stringify(value).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, numbered)}\n`;
}
