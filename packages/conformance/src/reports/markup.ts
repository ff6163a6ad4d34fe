import { printableLines } from "./in-words.ts";

/** Safe HTML. Only {@link html} makes it. */
export class Markup {
  /** @internal */
  constructor(readonly text: string) {}
}

/** The values that {@link html} accepts. */
export type Part = string | number | Markup | readonly Part[] | false | undefined;

/**
 * Makes HTML from a template. It escapes every text and makes controls visible, so that nothing a server sends becomes
 * an element or an attribute. Write attributes in double quotes.
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
