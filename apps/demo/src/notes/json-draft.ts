import { isJsonObject, type JsonValue, maximumDepth, measureJson, setMember } from "./json.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { arrayIndex, type JsonPointer } from "./json-pointer.ts";

/**
 * A JSON document that operations edit in place, addressed by pointers. It uses own members only, so that no pointer
 * leads into a prototype.
 */
export class JsonDraft {
  #root: JsonValue;

  /** @param root - the document, which the draft changes. Pass a copy if you still need the original */
  constructor(root: JsonValue) {
    this.#root = root;
  }

  /** The current document. */
  get root(): JsonValue {
    return this.#root;
  }

  /**
   * Finds the value at a pointer.
   *
   * @throws {JsonPatchError} `conflict` if there is none
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
   * Inserts a value into an array, sets it in an object, or replaces the document (RFC 6902 section 4.1).
   *
   * @throws {JsonPatchError} `conflict` if the target does not exist, `limit` if the result is nested too deep
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
        throw new JsonPatchError("conflict", `${JSON.stringify(token)} is not - or an index up to ${parent.length}`);
      }
      parent.splice(index, 0, value);
    } else if (isJsonObject(parent)) {
      setMember(parent, token, value);
    } else {
      throw new JsonPatchError("conflict", "the parent is neither an object nor an array");
    }
  }

  /**
   * Replaces an existing value (RFC 6902 section 4.3).
   *
   * @throws {JsonPatchError} `conflict` if there is none, `limit` if the result is nested too deep
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
   * Removes a value (RFC 6902 section 4.2).
   *
   * @throws {JsonPatchError} `conflict` if there is none, or if it is the whole document
   */
  remove(pointer: JsonPointer): void {
    const token = pointer.at(-1);
    if (token === undefined) throw new JsonPatchError("conflict", "the whole document cannot be removed");
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
