import { printableLines } from "./in-words.ts";

/** HTML that is complete and sound: only {@link html} makes it. */
export class Markup {
  /** @internal */
  constructor(readonly text: string) {}
}

/** What can stand in HTML. */
export type Part = string | number | Markup | readonly Part[] | false | undefined;

/**
 * HTML with parts: every text in it is escaped, and its controls made visible, so that nothing a server sends becomes an
 * element or an attribute. Attributes stand in double quotes.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => (index === 0 ? text : written(parts[index - 1]) + text)).join(""));
}

function written(part: Part): string {
  if (part === false || part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return printableLines(String(part)).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
