import { NotesProblem } from "./problem.ts";

/** The path of the collection, and the beginning of every note's. */
export const collectionPath = "/notes/";

/** The most bytes that a note's name has in UTF-8. */
export const maximumNameBytes = 255;

/** What a path names. */
export type Place =
  | { readonly kind: "collection" }
  | { readonly kind: "note"; readonly name: string }
  /** `/notes`, which redirects to the collection. */
  | { readonly kind: "redirect" }
  | { readonly kind: "page" }
  /** `*`, the server as a whole, in OPTIONS only (RFC 9110 section 9.3.7). */
  | { readonly kind: "server" }
  | { readonly kind: "nothing" };

const encoder = new TextEncoder();

/**
 * Tells what a path names.
 *
 * @throws {NotesProblem} 400 `bad-name` where it would be a note's, were its name one.
 */
export function placeOf(path: string): Place {
  if (path === collectionPath) return { kind: "collection" };
  if (path === "/notes") return { kind: "redirect" };
  if (path === "/") return { kind: "page" };
  if (path === "*") return { kind: "server" };
  if (!path.startsWith(collectionPath)) return { kind: "nothing" };
  const segment = path.slice(collectionPath.length);
  return segment.includes("/") ? { kind: "nothing" } : { kind: "note", name: decodeName(segment) };
}

/** The canonical path of a note: however a name was percent-encoded, the note is one (RFC 3986 section 6.2.2). */
export function pathOfNote(name: string): string {
  return collectionPath + encodeURIComponent(name);
}

function decodeName(segment: string): string {
  if (!/^[\x21-\x7e]+$/.test(segment)) {
    throw new NotesProblem(400, "bad-name", "The path holds characters that need percent-encoding as UTF-8.");
  }
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw new NotesProblem(400, "bad-name", "The percent-encoding of the path is not that of UTF-8 text.");
  }
  // URL parsers take these segments away, in any encoding: such a note could not be reached again.
  if (name === "." || name === "..") {
    throw new NotesProblem(400, "bad-name", `A note can't be named "${name}"; choose another name.`);
  }
  if (encoder.encode(name).byteLength > maximumNameBytes) {
    throw new NotesProblem(400, "bad-name", `The name of a note has at most ${maximumNameBytes} bytes in UTF-8.`);
  }
  return name;
}

/** The key of the resource that a path names: one for every spelling of it; undefined where it names none. */
export function resourceOf(path: string): string | undefined {
  try {
    const place = placeOf(path);
    if (place.kind === "collection") return collectionPath;
    return place.kind === "note" ? pathOfNote(place.name) : undefined;
  } catch (reason) {
    if (reason instanceof NotesProblem) return undefined;
    throw reason;
  }
}

/** The key of the container of a resource: the collection's for a note, undefined for the collection itself. */
export function containerOf(resource: string): string | undefined {
  const key = resourceOf(resource);
  return key === undefined || key === collectionPath ? undefined : collectionPath;
}
