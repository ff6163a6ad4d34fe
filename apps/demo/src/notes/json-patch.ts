import { copyJson, equalJson, type JsonValue, measureJson } from "./json.ts";
import { JsonDraft } from "./json-draft.ts";
import { type JsonPatchOperation, readJsonPatch } from "./json-patch-document.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { isPrefix } from "./json-pointer.ts";

/**
 * The most characters of JSON that the operations `copy`, `move` and `test` of one patch handle together: copies of
 * copies grow without end.
 */
export const maximumHandled = 4 * 1024 * 1024;

/**
 * Applies a JSON Patch (RFC 6902), all of it or nothing.
 *
 * Written here because the libraries for it follow paths into inherited members (and write there: `/toString/x`), pass
 * over what the RFC has them refuse, and let copies grow without limit.
 *
 * @returns the result; document and patch stay as they are.
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

/** Returns how many characters of the document it handled, at most `allowance`. */
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
      if (!equalJson(value, operation.value)) throw new JsonPatchError("conflict", "the value is another one");
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
        throw new JsonPatchError("conflict", "a value can't be moved into itself");
      }
      // Moved to where it is, a value stays, and so may the whole document, which can't be removed.
      if (operation.from.length === path.length && isPrefix(operation.from, path)) return cost;
      draft.remove(operation.from);
      draft.add(path, value);
      return cost;
    }
  }
}

function costOf(value: JsonValue, allowance: number): number {
  const { characters } = measureJson(value);
  if (characters > allowance) throw new JsonPatchError("limit", "the patch has too much copied, moved or compared");
  return characters;
}
