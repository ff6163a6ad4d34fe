/** A value that a JSON text stands for (RFC 8259). */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. Member names are arbitrary, `__proto__` too: read with `Object.hasOwn`, write with {@link setMember}. */
export type JsonObject = { [name: string]: JsonValue };

/** The most levels of arrays and objects inside one another that notes and patches may have. */
export const maximumDepth = 200;

/** A JSON text is not one, or nested too deeply. */
export class JsonTextError extends Error {
  override readonly name = "JsonTextError";
  /** What was wrong. */
  readonly code: "not-utf-8" | "not-json" | "too-deep";

  constructor(code: JsonTextError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Reads a JSON text in UTF-8. Of members with the same name the last counts; numbers are IEEE 754 doubles.
 *
 * @throws {JsonTextError}
 */
export function parseJson(content: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    throw new JsonTextError("not-utf-8", "it is not UTF-8", { cause });
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new JsonTextError("not-json", cause instanceof Error ? cause.message : "it is not JSON", { cause });
  }
  if (measureJson(value).depth > maximumDepth) {
    throw new JsonTextError("too-deep", `it is nested more than ${maximumDepth} levels deep`);
  }
  return value;
}

const encoder = new TextEncoder();

/** Writes a JSON value as notes are stored after a patch: UTF-8 without insignificant white space. */
export function writeJson(value: JsonValue): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Whether the value is an object, that is neither null nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a member of its own, even where an assignment would reach a prototype. */
export function setMember(object: JsonObject, name: string, value: JsonValue): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** A copy that shares nothing with the original. */
export function copyJson(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

/** How large a value is. */
export interface JsonMeasure {
  /** Levels of arrays and objects: 0 for anything else, 1 for an empty array. */
  readonly depth: number;
  /** About as many characters as its JSON text has, not counting escapes and the length of numbers. */
  readonly characters: number;
}

/** Measures a value, but not what lies deeper than one level beyond {@link maximumDepth}. */
export function measureJson(value: JsonValue): JsonMeasure {
  let depth = 0;
  let characters = 0;
  // Levels rather than recursion: a text of a million opening brackets must not overflow the stack.
  let level: (JsonValue[] | JsonObject)[] = [];
  function count(item: JsonValue): void {
    if (typeof item === "string") characters += item.length + 2;
    else if (typeof item !== "object" || item === null) characters += 4;
    else level.push(item);
  }
  count(value);
  while (level.length > 0 && depth <= maximumDepth) {
    const present = level;
    level = [];
    depth += 1;
    for (const container of present) {
      characters += 2;
      if (Array.isArray(container)) {
        characters += container.length;
        for (const item of container) count(item);
      } else {
        for (const name of Object.keys(container)) {
          characters += name.length + 4;
          count(container[name] ?? null);
        }
      }
    }
  }
  return { depth, characters };
}

/** Equality of JSON values as RFC 6902 section 4.6 defines it: members in any order. */
export function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index] ?? null));
  }
  if (!isJsonObject(a)) return a === b;
  if (!isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] ?? null, b[name] ?? null))
  );
}
