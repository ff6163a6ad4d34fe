import { copyJson, equalJson, type JsonValue, measureJson } from "./json.ts";
import { JsonDraft } from "./json-draft.ts";
import { type JsonPatchOperation, readJsonPatch } from "./json-patch-document.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { isPrefix } from "./json-pointer.ts";

/**
 * The most characters of JSON that the operations `copy`, `move` and `test` of one patch may handle together. Without a
 * limit, copies of copies would grow exponentially.
 */
export const maximumHandled = 4 * 1024 * 1024;

/**
 * Applies a JSON Patch (RFC 6902) completely or not at all.
 *
 * We do not use a library, because the existing ones read and write inherited members (`/toString/x`), accept patches
 * that the RFC forbids, and let copies grow without limit.
 *
 * @returns the result. Does not change the document or the patch
 * @throws {JsonPatchError}
 */
export function applyJsonPatch(document: JsonValue, patch: JsonValue): JsonValue {
  const operations = readJsonPatch(patch);
  const draft = new JsonDraft(copyJson(document));
  let handled = 0;
  for (const operation of operations) {
    try {
      handled += applyOperation(draft, operation, maximumHandled - handled);
    } catch (reason) {
      if (!(reason instanceof JsonPatchError)) throw reason;
      throw new JsonPatchError(reason.code, `${operation.title}: ${reason.message}`);
    }
  }
  return draft.root;
}

/** Applies one operation. Returns how many characters of the document it handled, at most `allowance`. */
function applyOperation(draft: JsonDraft, operation: JsonPatchOperation, allowance: number): number {
  const { path } = operation;
  switch (operation.op) {
    case "add":
      draft.add(path, copyJson(operation.value));
      return 0;
    case "replace":
      draft.replace(path, copyJson(operation.value));
      return 0;
    case "remove":
      draft.remove(path);
      return 0;
    case "test": {
      const value = draft.find(path);
      const cost = costOf(value, allowance);
      if (!equalJson(value, operation.value)) throw new JsonPatchError("conflict", "the value is different");
      return cost;
    }
    case "copy": {
      const value = draft.find(operation.from);
      const cost = costOf(value, allowance);
      draft.add(path, copyJson(value));
      return cost;
    }
    case "move": {
      const value = draft.find(operation.from);
      const cost = costOf(value, allowance);
      if (operation.from.length < path.length && isPrefix(operation.from, path)) {
        throw new JsonPatchError("conflict", "a value cannot be moved into itself");
      }
      // Moving a value to its own location changes nothing. The whole document could not be removed first.
      if (operation.from.length === path.length && isPrefix(operation.from, path)) return cost;
      draft.remove(operation.from);
      draft.add(path, value);
      return cost;
    }
  }
}

function costOf(value: JsonValue, allowance: number): number {
  const { characters } = measureJson(value);
  if (characters > allowance) throw new JsonPatchError("limit", "the patch copies, moves or compares too much");
  return characters;
}
