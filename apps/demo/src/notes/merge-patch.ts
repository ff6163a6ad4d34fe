import { isJsonObject, type JsonObject, type JsonValue, setMember } from "./json.ts";

/**
 * Applies a JSON Merge Patch (RFC 7396 section 2).
 *
 * @returns the result. It may share parts with the target and the patch, which do not change
 */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = {};
  if (isJsonObject(target)) {
    for (const [name, value] of Object.entries(target)) {
      if (!Object.hasOwn(patch, name)) setMember(result, name, value);
      else if (patch[name] !== null) setMember(result, name, applyMergePatch(value, patch[name] ?? null));
    }
  }
  for (const [name, value] of Object.entries(patch)) {
    if (value !== null && !Object.hasOwn(result, name)) setMember(result, name, applyMergePatch(undefined, value));
  }
  return result;
}
