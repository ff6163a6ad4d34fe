import { type } from "@hapi/content";
import { type MediaType, parseMediaType } from "@resource-events/fields";
import { NotesProblem } from "./problem.ts";

/** A `Content-Type` of a request, as it was sent and parsed. */
export interface ContentType {
  readonly contentType: string;
  readonly mediaType: MediaType;
}

/**
 * Reads the `Content-Type` of content that needs one.
 *
 * @throws {NotesProblem} 400 `content-type-missing` or `content-type-malformed`.
 */
export function readContentType(fields: Headers): ContentType {
  const contentType = fields.get("Content-Type");
  if (contentType === null) {
    throw new NotesProblem(400, "content-type-missing", "Name the media type of the content in Content-Type.");
  }
  const mediaType = parsed(contentType);
  if (mediaType === undefined || mediaType.type === "*" || mediaType.subtype === "*") {
    throw new NotesProblem(400, "content-type-malformed", "Content-Type must be a media type such as text/plain.");
  }
  return { contentType, mediaType };
}

/** The media type; `undefined` if it is malformed, or lacks a boundary that its type requires. */
function parsed(contentType: string): MediaType | undefined {
  try {
    type(contentType);
    return parseMediaType(contentType);
  } catch {
    return undefined;
  }
}

/**
 * Refuses content with a content coding: notes are stored and served as they are (RFC 9110 section 8.4).
 *
 * @throws {NotesProblem} 415 `content-coding`.
 */
export function refuseContentCoding(fields: Headers): void {
  const coding = fields.get("Content-Encoding");
  if (coding === null || /^[\t ,]*(?:identity[\t ,]*)*$/i.test(coding)) return;
  const detail = "Send the content without Content-Encoding; content codings are not supported.";
  throw new NotesProblem(415, "content-coding", detail, { "Accept-Encoding": "identity" });
}
