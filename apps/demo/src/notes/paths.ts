import { NotesProblem } from "./problem.ts";

/** The path of the collection, and the prefix of the path of every note. */
export const collectionPath = "/notes/";

/** The most bytes in the name of a note, in UTF-8. */
const maximumNameBytes = 255;

/** What a path identifies. */
export type Route =
  | { readonly kind: "collection" }
  | { readonly kind: "note"; readonly name: string }
  /** `/notes`, which redirects to the collection. */
  | { readonly kind: "redirect" }
  | { readonly kind: "page" }
  /** `*`: the server as a whole, for OPTIONS only (RFC 9110 section 9.3.7). */
  | { readonly kind: "server" }
  | { readonly kind: "nothing" };

const encoder = new TextEncoder();

/**
 * Finds the route of a path.
 *
 * @throws {NotesProblem} 400 `bad-name` if it is the path of a note with an invalid name
 */
export function routeOf(path: string): Route {
  if (path === collectionPath) return { kind: "collection" };
  if (path === "/notes") return { kind: "redirect" };
  if (path === "/") return { kind: "page" };
  if (path === "*") return { kind: "server" };
  if (!path.startsWith(collectionPath)) return { kind: "nothing" };
  const segment = path.slice(collectionPath.length);
  return segment.includes("/") ? { kind: "nothing" } : { kind: "note", name: decodeName(segment) };
}

/**
 * Returns the canonical path of a note: all percent-encodings of a name mean the same note (RFC 3986 section 6.2.2).
 */
export function pathOfNote(name: string): string {
  return collectionPath + encodeURIComponent(name);
}

function decodeName(segment: string): string {
  if (!/^[\x21-\x7e]+$/.test(segment)) {
    throw new NotesProblem(400, "bad-name", "The path has characters that must be percent-encoded as UTF-8.");
  }
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw new NotesProblem(400, "bad-name", "The percent-encoded bytes of the path are not UTF-8.");
  }
  // URL parsers remove these segments in any encoding, so nobody could request such a note.
  if (name === "." || name === "..") {
    throw new NotesProblem(400, "bad-name", `A note cannot be named "${name}". Choose another name.`);
  }
  if (encoder.encode(name).byteLength > maximumNameBytes) {
    throw new NotesProblem(400, "bad-name", `The name of a note can have at most ${maximumNameBytes} bytes in UTF-8.`);
  }
  return name;
}

/** Returns the key of the resource at a path, the same for every spelling of it, or undefined if there is none. */
export function resourceOf(path: string): string | undefined {
  try {
    const route = routeOf(path);
    if (route.kind === "collection") return collectionPath;
    return route.kind === "note" ? pathOfNote(route.name) : undefined;
  } catch (reason) {
    if (reason instanceof NotesProblem) return undefined;
    throw reason;
  }
}

/** Returns the key of the container of a resource: the collection for a note, undefined for the collection. */
export function containerOf(resource: string): string | undefined {
  const key = resourceOf(resource);
  return key === undefined || key === collectionPath ? undefined : collectionPath;
}
