import * as standard from "structured-headers";

/** A bare item. A Byte Sequence is an ArrayBuffer. */
export type BareItem = number | string | boolean | Date | ArrayBuffer | FieldToken | FieldDisplayString;

/** A Token, as opposed to a String. */
interface FieldToken {
  readonly token: string;
}

/** A Display String, as opposed to a String. */
interface FieldDisplayString {
  readonly displayString: string;
}

/** An Item with its parameters. */
export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

/** An Inner List. As the value of a parameter it has no parameters itself. */
export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

/** Parameters, whose values may be Inner Lists in PREP's fields (PREP-AE-5). */
export type Parameters = ReadonlyMap<string, BareItem | InnerList>;

/** Reads a List (RFC 9651 section 4.2.1), with PREP's extension. `undefined` if it is invalid. */
export function readList(text: string): readonly (Item | InnerList)[] | undefined {
  return attempt(() => {
    const nested = new NestedLists(text);
    return standard.parseList(nested.text).map((member) => nested.member(member));
  });
}

/** Reads a Dictionary (RFC 9651 section 4.2.2), with PREP's extension. `undefined` if it is invalid. */
export function readDictionary(text: string): ReadonlyMap<string, Item | InnerList> | undefined {
  return attempt(() => {
    const nested = new NestedLists(text);
    return new Map([...standard.parseDictionary(nested.text)].map(([key, member]) => [key, nested.member(member)]));
  });
}

/** Reads an Item (RFC 9651 section 4.2.3), with PREP's extension. `undefined` if it is invalid. */
export function readItem(text: string): Item | undefined {
  return attempt(() => {
    const nested = new NestedLists(text);
    return nested.item(standard.parseItem(nested.text));
  });
}

export function isInnerList(value: BareItem | Item | InnerList | undefined): value is InnerList {
  return typeof value === "object" && "items" in value;
}

/** The text of a String or a Token. `undefined` for other kinds. */
export function textOf(value: BareItem | InnerList | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "object" && "token" in value ? value.token : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * The extension. The library does not support Inner Lists as values of parameters. So each is replaced by a String that
 * the text does not contain, and restored after parsing. (A Token would absorb wrong characters after the list.)
 */
class NestedLists {
  /** The text with its nested lists replaced. */
  readonly text: string;
  readonly #lists: InnerList[] = [];
  readonly #mark: string;

  constructor(text: string, depth = 0) {
    if (depth > 8) throw new RangeError("Inner Lists are nested too deep");
    let mark = "nested";
    while (text.includes(mark)) mark += "-";
    this.#mark = mark;
    this.text = replaceNested(text, (list) => {
      const inside = new NestedLists(list, depth + 1);
      const [member, ...others] = standard.parseList(inside.text).map((one) => inside.member(one));
      if (!isInnerList(member) || others.length > 0) throw new SyntaxError("No Inner List");
      return `"${mark}${this.#lists.push(member) - 1}"`;
    });
  }

  member(member: standard.Item | standard.InnerList): Item | InnerList {
    const [value, parameters] = member;
    if (!Array.isArray(value)) return this.item([value, parameters]);
    return { items: value.map((item) => this.item(item)), parameters: this.#parameters(parameters) };
  }

  item([value, parameters]: standard.Item): Item {
    return { value: bare(value), parameters: this.#parameters(parameters) };
  }

  #parameters(parameters: standard.Parameters): Parameters {
    return new Map([...parameters].map(([key, value]) => [key, this.#nested(value) ?? bare(value)]));
  }

  #nested(value: standard.BareItem): InnerList | undefined {
    if (typeof value !== "string" || !value.startsWith(this.#mark)) return undefined;
    return this.#lists[Number(value.slice(this.#mark.length))];
  }
}

function bare(value: standard.BareItem): BareItem {
  if (value instanceof standard.Token) return { token: value.toString() };
  if (value instanceof standard.DisplayString) return { displayString: value.toString() };
  return value as Exclude<typeof value, ArrayBufferView>; // the library parses bytes to an ArrayBuffer
}

/** Replaces each `(…)` directly after the `=` of a parameter, except inside Strings. */
function replaceNested(text: string, replacement: (list: string) => string): string {
  let result = "";
  let inParameter = false;
  for (let position = 0; position < text.length; ) {
    const character = text[position] ?? "";
    if (character === "(" && inParameter && text[position - 1] === "=") {
      const end = endOfList(text, position);
      result += replacement(text.slice(position, end));
      position = end;
      continue;
    }
    const end = character === '"' ? endOfString(text, position) : position + 1;
    if (character === ";") inParameter = true;
    else if (/[,()]/.test(character)) inParameter = false;
    result += text.slice(position, end);
    position = end;
  }
  return result;
}

function endOfList(text: string, start: number): number {
  let depth = 0;
  for (let position = start; position < text.length; ) {
    const character = text[position];
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    position = character === '"' ? endOfString(text, position) : position + 1;
    if (depth === 0) return position;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] === "\\") position += 1;
    else if (text[position] === '"') return position + 1;
  }
  return text.length;
}
