import { type MediaType, parseMediaType } from "@resource-events/fields";
import { readContentType, refuseContentCoding } from "./content-type.ts";
import { makeEntityTag } from "./entity-tag.ts";
import { listAsHtml, listAsJson } from "./listing.ts";
import type { Answer, NotesRequest } from "./messages.ts";
import { negotiate } from "./negotiation.ts";
import { pathOfNote } from "./paths.ts";
import { evaluatePreconditions } from "./preconditions.ts";
import { answerRepresentation, type Representation, validatorsOf } from "./representation.ts";
import type { Note, NoteStore } from "./store.ts";

/** The methods of the collection, except OPTIONS, which is the same for every resource. */
export const collectionMethods = ["GET", "HEAD", "POST"] as const;

interface Variant {
  readonly contentType: string;
  readonly mediaType: MediaType;
  readonly write: (notes: readonly Note[]) => string;
}

/** Clients without a preference get the first. */
const variants: readonly Variant[] = [
  makeVariant("application/json", listAsJson),
  makeVariant("text/html;charset=utf-8", listAsHtml),
];

function makeVariant(contentType: string, write: Variant["write"]): Variant {
  return { contentType, mediaType: parseMediaType(contentType), write };
}

/** The collection `/notes/`, which lists the notes and creates new ones. */
export class NotesCollection {
  readonly #store: NoteStore;
  readonly #clock: () => Date;
  /** Cached lists, valid until a note changes: they may be long and requested often. */
  readonly #written = new Map<Variant, Representation>();
  #revision = -1;

  constructor(store: NoteStore, clock: () => Date) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Handles a request to the collection.
   *
   * @throws {NotesProblem} if the request is refused
   */
  handle(method: (typeof collectionMethods)[number], request: NotesRequest): Answer {
    if (method === "POST") return this.#create(request);
    const representation = this.#represent(negotiate(request.fields, variants));
    return answerRepresentation(method, request.fields, representation, this.#clock(), {
      // The page shows names and types chosen by anybody. Should a script ever get through, this prevents it from
      // running.
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  }

  #create(request: NotesRequest): Answer {
    const type = readContentType(request.fields);
    refuseContentCoding(request.fields);
    const current = {
      entityTags: () => variants.map((variant) => this.#represent(variant).entityTag),
      lastModified: this.#store.lastModified,
    };
    evaluatePreconditions(request.method, request.fields, current, this.#clock());
    const { note, changed } = this.#store.put(this.#store.freshName(), { ...type, content: request.body });
    return {
      status: 201,
      fields: { Location: pathOfNote(note.name), ...validatorsOf(note) },
      change: { changed },
    };
  }

  #represent(variant: Variant): Representation {
    if (this.#revision !== this.#store.revision) {
      this.#written.clear();
      this.#revision = this.#store.revision;
    }
    const written = this.#written.get(variant);
    if (written !== undefined) return written;
    const content = new TextEncoder().encode(variant.write(this.#store.list()));
    const { contentType } = variant;
    const entityTag = makeEntityTag(contentType, content);
    const representation = { contentType, content, entityTag, lastModified: this.#store.lastModified };
    this.#written.set(variant, representation);
    return representation;
  }
}
