import { essenceOf, type MediaType } from "@resource-events/fields";
import { JsonTextError, type JsonValue, parseJson, writeJson } from "./json.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { JsonPatchError } from "./json-patch-error.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { NotesProblem } from "./problem.ts";

/** The value of `Accept-Patch` for notes (RFC 5789 section 3.1). */
export const acceptPatch = "application/merge-patch+json, application/json-patch+json";

/** Applies a patch to a JSON value and returns the result. */
export type PatchFormat = (target: JsonValue, patch: JsonValue) => JsonValue;

/** Returns the patch format of a media type, or undefined if notes do not support it. */
export function patchFormatOf(mediaType: MediaType): PatchFormat | undefined {
  switch (essenceOf(mediaType)) {
    case "application/merge-patch+json":
      return applyMergePatch;
    case "application/json-patch+json":
      return applyJsonPatch;
    default:
      return undefined;
  }
}

/** Whether a media type is JSON: `application/json`, or any type with the suffix `+json` (RFC 6839). */
export function isJsonMediaType(mediaType: MediaType): boolean {
  const essence = essenceOf(mediaType);
  return essence === "application/json" || essence.endsWith("+json");
}

/**
 * Applies a patch to the content of a JSON note.
 *
 * @param limit - the most bytes in the result
 * @returns the new content: UTF-8 without insignificant white space, or the same bytes if the patch changes nothing
 * @throws {NotesProblem} 400 `patch-malformed`, 422 `patch-invalid`, 409 `patch-conflict` or `note-unpatchable`.
 */
export function patchContent(content: Uint8Array, patch: Uint8Array, format: PatchFormat, limit: number): Uint8Array {
  const change = readPatch(patch);
  const target = readTarget(content);
  const before = JSON.stringify(target);
  const result = applyFormat(format, target, change);
  if (JSON.stringify(result) === before) return content;
  const bytes = writeJson(result);
  if (bytes.byteLength > limit) {
    throw new NotesProblem(422, "patch-invalid", `The result would have more than ${limit} bytes.`);
  }
  return bytes;
}

function readPatch(patch: Uint8Array): JsonValue {
  try {
    return parseJson(patch);
  } catch (reason) {
    if (!(reason instanceof JsonTextError)) throw reason;
    throw reason.code === "too-deep"
      ? new NotesProblem(422, "patch-invalid", `The patch cannot be applied: ${reason.message}.`)
      : new NotesProblem(400, "patch-malformed", `The patch is not JSON in UTF-8: ${reason.message}.`);
  }
}

function readTarget(content: Uint8Array): JsonValue {
  try {
    return parseJson(content);
  } catch (reason) {
    if (!(reason instanceof JsonTextError)) throw reason;
    const detail = `The current content of the note cannot be patched (${reason.message}). Replace it with PUT.`;
    throw new NotesProblem(409, "note-unpatchable", detail);
  }
}

function applyFormat(format: PatchFormat, target: JsonValue, change: JsonValue): JsonValue {
  try {
    return format(target, change);
  } catch (reason) {
    if (!(reason instanceof JsonPatchError)) throw reason;
    throw reason.code === "conflict"
      ? new NotesProblem(409, "patch-conflict", `The patch does not apply, and nothing was changed: ${reason.message}.`)
      : new NotesProblem(422, "patch-invalid", `The patch cannot be applied: ${reason.message}.`);
  }
}
