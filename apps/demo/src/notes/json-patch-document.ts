import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { type JsonPointer, parseJsonPointer } from "./json-pointer.ts";

/** An operation of a JSON Patch (RFC 6902 section 4). */
export type JsonPatchOperation = {
  /** Its position in the patch and its type, for messages. */
  readonly title: string;
  readonly path: JsonPointer;
} & (
  | { readonly op: "add" | "replace" | "test"; readonly value: JsonValue }
  | { readonly op: "copy" | "move"; readonly from: JsonPointer }
  | { readonly op: "remove" }
);

/** The most operations in one patch. */
export const maximumOperations = 1_000;

/**
 * Reads the operations of a JSON Patch document (RFC 6902 sections 3 and 4). Unknown members of an operation are
 * ignored.
 *
 * @throws {JsonPatchError} `invalid` or `limit`.
 */
export function readJsonPatch(document: JsonValue): JsonPatchOperation[] {
  if (!Array.isArray(document)) throw new JsonPatchError("invalid", "a JSON Patch must be an array of operations");
  if (document.length > maximumOperations) {
    throw new JsonPatchError("limit", `a patch can have at most ${maximumOperations} operations`);
  }
  return document.map(readOperation);
}

function readOperation(item: JsonValue, position: number): JsonPatchOperation {
  const title = `operation ${position}`;
  if (!isJsonObject(item)) throw new JsonPatchError("invalid", `${title} is not an object`);
  const op = ownMember(item, "op");
  switch (op) {
    case "add":
    case "replace":
    case "test": {
      const value = ownMember(item, "value");
      if (value === undefined) throw new JsonPatchError("invalid", `${title} (${op}) has no "value"`);
      return { title: `${title} (${op})`, op, path: readPointer(item, "path", title), value };
    }
    case "copy":
    case "move":
      return {
        title: `${title} (${op})`,
        op,
        path: readPointer(item, "path", title),
        from: readPointer(item, "from", title),
      };
    case "remove":
      return { title: `${title} (${op})`, op, path: readPointer(item, "path", title) };
    default:
      throw new JsonPatchError("invalid", `${title}: "op" must be add, remove, replace, move, copy or test`);
  }
}

function readPointer(item: JsonObject, name: "path" | "from", title: string): JsonPointer {
  const value = ownMember(item, name);
  const pointer = typeof value === "string" ? parseJsonPointer(value) : undefined;
  if (pointer === undefined) throw new JsonPatchError("invalid", `${title}: "${name}" is not a JSON Pointer`);
  return pointer;
}

function ownMember(item: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
