/** A JSON value (RFC 8259). */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/**
 * A JSON object. Any name is possible, even `__proto__`, so read with `Object.hasOwn` and write with {@link setMember}.
 */
export type JsonObject = { [name: string]: JsonValue };

/** The most levels of nested arrays and objects in notes and patches. */
export const maximumDepth = 200;

/** Thrown when content is not JSON or is nested too deep. */
export class JsonTextError extends Error {
  override readonly name = "JsonTextError";
  /** What is wrong. */
  readonly code: "not-utf-8" | "not-json" | "too-deep";

  constructor(code: JsonTextError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Parses a JSON text in UTF-8. If a member name is repeated, the last member counts. Numbers are IEEE 754 doubles.
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

/** Serializes a JSON value the way patched notes are stored: UTF-8 without insignificant white space. */
export function writeJson(value: JsonValue): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Whether a value is an object, which excludes null and arrays. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets an own member, even if an assignment would change a prototype (`__proto__`). */
export function setMember(object: JsonObject, name: string, value: JsonValue): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Returns a deep copy. */
export function copyJson(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value));
}

/** The size of a value. */
export interface JsonMeasure {
  /** The levels of arrays and objects: 1 for an empty array, 0 for a value that is neither. */
  readonly depth: number;
  /** Roughly the number of characters in its JSON text. Ignores escapes and the length of numbers. */
  readonly characters: number;
}

/** Measures a value. Stops one level below {@link maximumDepth}. */
export function measureJson(value: JsonValue): JsonMeasure {
  let depth = 0;
  let characters = 0;
  // Level by level instead of recursive: a text of a million opening brackets must not overflow the stack.
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

/** Whether JSON values are equal as defined in RFC 6902 section 4.6: the order of members does not matter. */
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
