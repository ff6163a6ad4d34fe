/** Characters that change how a terminal shows the text around them. */
const unsafe = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Makes text from a server safe to show on one line of a terminal. It replaces control characters, which could move the cursor
 * or change the window's title, by their pictures (U+2400 and following) or their number.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}

/** Does the same for a line of text, but keeps tabs. */
export function printableLine(line: string): string {
  return line.split("\t").map(printable).join("\t");
}

/** Splits a text into safe lines. */
export function printableLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map(printableLine);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Serializes JSON on one line. It escapes the control characters that JSON.stringify keeps: a terminal may show the line, too. */
export function jsonLine(value: unknown): string {
  const numbered = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `${JSON.stringify(value).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, numbered)}\n`;
}
