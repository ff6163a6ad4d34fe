import { readContentType, refuseContentCoding } from "./content-type.ts";
import type { Answer, NotesRequest } from "./messages.ts";
import { negotiate } from "./negotiation.ts";
import { acceptPatch, isJsonMediaType, patchContent, patchFormatOf } from "./patch.ts";
import { pathOfNote } from "./paths.ts";
import { type CurrentState, evaluatePreconditions } from "./preconditions.ts";
import { NotesProblem } from "./problem.ts";
import { answerRepresentation, validatorsOf } from "./representation.ts";
import type { Note, NoteStore } from "./store.ts";

/** The methods of a note, except OPTIONS, which is the same for every resource. */
export const noteMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"] as const;

/** The objects that the methods of a note use. */
export interface NoteContext {
  readonly store: NoteStore;
  readonly clock: () => Date;
  /** The most bytes in a note. */
  readonly bodyLimit: number;
}

/**
 * Handles a request to a note.
 *
 * @throws {NotesProblem} if the request is refused
 */
export function handleNote(
  context: NoteContext,
  method: (typeof noteMethods)[number],
  name: string,
  request: NotesRequest,
): Answer {
  switch (method) {
    case "GET":
    case "HEAD":
      return getNote(context, name, request);
    case "PUT":
      return putNote(context, name, request);
    case "PATCH":
      return patchNote(context, name, request);
    case "DELETE":
      return deleteNote(context, name, request);
  }
}

function getNote({ store, clock }: NoteContext, name: string, request: NotesRequest): Answer {
  const note = negotiate(request.fields, [existingNote(store, name)]);
  return answerRepresentation(request.method, request.fields, note, clock(), {
    // Anybody may have written the note. If it is an HTML page, this denies it scripts and the rights of this origin.
    "Content-Security-Policy": "sandbox",
  });
}

function putNote({ store, clock }: NoteContext, name: string, request: NotesRequest): Answer {
  const type = readContentType(request.fields);
  refuseContentCoding(request.fields);
  if (request.fields.has("Content-Range")) {
    // RFC 9110 section 14.5: a partial representation must not be stored as a complete one.
    throw new NotesProblem(400, "partial-put", "PUT replaces the complete note. Leave out Content-Range.");
  }
  evaluatePreconditions(request.method, request.fields, stateOf(store.get(name)), clock());
  const { note, created, changed } = store.put(name, { ...type, content: request.body });
  return created
    ? { status: 201, fields: validatorsOf(note), change: { changed } }
    : { status: 204, fields: mutatedFields(note), change: { changed } };
}

function patchNote(context: NoteContext, name: string, request: NotesRequest): Answer {
  const { store, clock, bodyLimit } = context;
  const note = existingNote(store, name);
  const format = patchFormatOf(readContentType(request.fields).mediaType);
  if (format === undefined) throw wrongType("patch-type", `Notes accept patches of these types: ${acceptPatch}.`);
  refuseContentCoding(request.fields);
  if (!isJsonMediaType(note.mediaType)) {
    throw wrongType(
      "not-json",
      `Only JSON notes can be patched. This note is ${note.contentType}. Replace it with PUT.`,
    );
  }
  evaluatePreconditions(request.method, request.fields, stateOf(note), clock());
  const content = patchContent(note.content, request.body, format, bodyLimit);
  const outcome = store.put(name, { contentType: note.contentType, mediaType: note.mediaType, content });
  return { status: 204, fields: mutatedFields(outcome.note), change: { changed: outcome.changed } };
}

function deleteNote({ store, clock }: NoteContext, name: string, request: NotesRequest): Answer {
  const note = existingNote(store, name);
  evaluatePreconditions(request.method, request.fields, stateOf(note), clock());
  store.delete(name);
  return { status: 204, change: { changed: true } };
}

function existingNote(store: NoteStore, name: string): Note {
  const note = store.get(name);
  if (note !== undefined) return note;
  const detail = `There is no note ${pathOfNote(name)}. PUT creates it. GET /notes/ lists the existing notes.`;
  throw new NotesProblem(404, "no-such-resource", detail);
}

function stateOf(note: Note | undefined): CurrentState | undefined {
  return note && { entityTags: () => [note.entityTag], lastModified: note.lastModified };
}

/**
 * The fields of a 204 describe the new representation (RFC 9110 section 15.3.5), here with the type that the entity tag
 * belongs to.
 */
function mutatedFields(note: Note): Readonly<Record<string, string>> {
  return { "Content-Type": note.contentType, ...validatorsOf(note) };
}

function wrongType(code: "patch-type" | "not-json", detail: string): NotesProblem {
  return new NotesProblem(415, code, detail, { "Accept-Patch": acceptPatch });
}
