import { isJsonObject, type JsonValue, maximumDepth, measureJson, setMember } from "./json.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { arrayIndex, type JsonPointer } from "./json-pointer.ts";

/**
 * A JSON document that is being edited in place, by pointers. It knows own members only, so that no path leads into a
 * prototype, whatever the names on it.
 */
export class JsonDraft {
  #root: JsonValue;

  /** @param root - Becomes the draft's own: hand over a copy where it is needed as it is. */
  constructor(root: JsonValue) {
    this.#root = root;
  }

  /** The document as it is now. */
  get root(): JsonValue {
    return this.#root;
  }

  /**
   * The value at a place.
   *
   * @throws {JsonPatchError} `conflict` where there is none.
   */
  find(pointer: JsonPointer): JsonValue {
    let value: JsonValue = this.#root;
    for (const token of pointer) {
      const child: JsonValue | undefined = childOf(value, token);
      if (child === undefined) throw new JsonPatchError("conflict", `there is no ${JSON.stringify(token)} to point to`);
      value = child;
    }
    return value;
  }

  /**
   * Puts a value at a place: inserted in an array, set in an object, or instead of the document (RFC 6902 section 4.1).
   *
   * @throws {JsonPatchError} `conflict` where there is no such place, `limit` where the result is too deep.
   */
  add(pointer: JsonPointer, value: JsonValue): void {
    assertDepth(pointer, value);
    const token = pointer.at(-1);
    if (token === undefined) {
      this.#root = value;
      return;
    }
    const parent = this.find(pointer.slice(0, -1));
    if (Array.isArray(parent)) {
      const index = token === "-" ? parent.length : arrayIndex(token);
      if (index === undefined || index > parent.length) {
        throw new JsonPatchError(
          "conflict",
          `${JSON.stringify(token)} is neither - nor an index up to ${parent.length}`,
        );
      }
      parent.splice(index, 0, value);
    } else if (isJsonObject(parent)) {
      setMember(parent, token, value);
    } else {
      throw new JsonPatchError("conflict", "the parent is neither an object nor an array");
    }
  }

  /**
   * Puts a value where one is (RFC 6902 section 4.3).
   *
   * @throws {JsonPatchError} `conflict` where there is none, `limit` where the result is too deep.
   */
  replace(pointer: JsonPointer, value: JsonValue): void {
    this.find(pointer);
    assertDepth(pointer, value);
    const token = pointer.at(-1);
    const parent = token === undefined ? null : this.find(pointer.slice(0, -1));
    if (token === undefined) this.#root = value;
    else if (Array.isArray(parent)) parent[Number(token)] = value;
    else if (isJsonObject(parent)) setMember(parent, token, value);
  }

  /**
   * Removes the value at a place (RFC 6902 section 4.2).
   *
   * @throws {JsonPatchError} `conflict` where there is none, and for the document as a whole.
   */
  remove(pointer: JsonPointer): void {
    const token = pointer.at(-1);
    if (token === undefined) throw new JsonPatchError("conflict", "nothing would be left of the document");
    this.find(pointer);
    const parent = this.find(pointer.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(token), 1);
    else if (isJsonObject(parent)) delete parent[token];
  }
}

function childOf(value: JsonValue, token: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    const index = arrayIndex(token);
    return index === undefined ? undefined : value[index];
  }
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function assertDepth(pointer: JsonPointer, value: JsonValue): void {
  if (pointer.length + measureJson(value).depth <= maximumDepth) return;
  throw new JsonPatchError("limit", `the result is nested more than ${maximumDepth} levels deep`);
}
