import { readContentType, refuseContentCoding } from "./content-type.ts";
import type { Answer, NotesRequest } from "./messages.ts";
import { negotiate } from "./negotiation.ts";
import { acceptPatch, isJsonMediaType, patchContent, patchFormatOf } from "./patch.ts";
import { pathOfNote } from "./paths.ts";
import { type CurrentState, evaluatePreconditions } from "./preconditions.ts";
import { NotesProblem } from "./problem.ts";
import { answerRepresentation, validatorsOf } from "./representation.ts";
import type { Note, NoteStore } from "./store.ts";

/** The methods of a note, without OPTIONS, which every resource has alike. */
export const noteMethods = ["GET", "HEAD", "PUT", "PATCH", "DELETE"] as const;

/** What the methods of a note work with. */
export interface NoteSurroundings {
  readonly store: NoteStore;
  readonly clock: () => Date;
  /** The most bytes of a note. */
  readonly bodyLimit: number;
}

/**
 * Answers a request to a note.
 *
 * @throws {NotesProblem} where the request is refused.
 */
export function handleNote(
  surroundings: NoteSurroundings,
  method: (typeof noteMethods)[number],
  name: string,
  request: NotesRequest,
): Answer {
  switch (method) {
    case "GET":
    case "HEAD":
      return getNote(surroundings, name, request);
    case "PUT":
      return putNote(surroundings, name, request);
    case "PATCH":
      return patchNote(surroundings, name, request);
    case "DELETE":
      return deleteNote(surroundings, name, request);
  }
}

function getNote({ store, clock }: NoteSurroundings, name: string, request: NotesRequest): Answer {
  const note = negotiate(request.fields, [existingNote(store, name)]);
  return answerRepresentation(request.method, request.fields, note, clock(), {
    // Anybody may have written the note: it may be a page, but one without scripts and without this origin's rights.
    "Content-Security-Policy": "sandbox",
  });
}

function putNote({ store, clock }: NoteSurroundings, name: string, request: NotesRequest): Answer {
  const type = readContentType(request.fields);
  refuseContentCoding(request.fields);
  if (request.fields.has("Content-Range")) {
    // RFC 9110 section 14.5: what is a part must not be stored as the whole.
    throw new NotesProblem(400, "partial-put", "PUT replaces the whole note; leave Content-Range out.");
  }
  evaluatePreconditions(request.method, request.fields, stateOf(store.get(name)), clock());
  const { note, created, changed } = store.put(name, { ...type, content: request.body });
  return created
    ? { status: 201, fields: validatorsOf(note), change: { changed } }
    : { status: 204, fields: mutatedFields(note), change: { changed } };
}

function patchNote(surroundings: NoteSurroundings, name: string, request: NotesRequest): Answer {
  const { store, clock, bodyLimit } = surroundings;
  const note = existingNote(store, name);
  const format = patchFormatOf(readContentType(request.fields).mediaType);
  if (format === undefined) throw wrongType("patch-type", `Notes take patches of these types: ${acceptPatch}.`);
  refuseContentCoding(request.fields);
  if (!isJsonMediaType(note.mediaType)) {
    throw wrongType(
      "not-json",
      `Only JSON notes can be patched, this one is ${note.contentType}; replace it with PUT.`,
    );
  }
  evaluatePreconditions(request.method, request.fields, stateOf(note), clock());
  const content = patchContent(note.content, request.body, format, bodyLimit);
  const outcome = store.put(name, { contentType: note.contentType, mediaType: note.mediaType, content });
  return { status: 204, fields: mutatedFields(outcome.note), change: { changed: outcome.changed } };
}

function deleteNote({ store, clock }: NoteSurroundings, name: string, request: NotesRequest): Answer {
  const note = existingNote(store, name);
  evaluatePreconditions(request.method, request.fields, stateOf(note), clock());
  store.delete(name);
  return { status: 204, change: { changed: true } };
}

function existingNote(store: NoteStore, name: string): Note {
  const note = store.get(name);
  if (note !== undefined) return note;
  const detail = `There is no note ${pathOfNote(name)}; PUT creates it, GET /notes/ lists those that there are.`;
  throw new NotesProblem(404, "no-such-resource", detail);
}

function stateOf(note: Note | undefined): CurrentState | undefined {
  return note && { entityTags: () => [note.entityTag], lastModified: note.lastModified };
}

/** A 204 tells of the representation as it is now (RFC 9110 section 15.3.5): which type the entity tag belongs to. */
function mutatedFields(note: Note): Readonly<Record<string, string>> {
  return { "Content-Type": note.contentType, ...validatorsOf(note) };
}

function wrongType(code: "patch-type" | "not-json", detail: string): NotesProblem {
  return new NotesProblem(415, code, detail, { "Accept-Patch": acceptPatch });
}
