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

/** The methods of the collection, without OPTIONS, which every resource has alike. */
export const collectionMethods = ["GET", "HEAD", "POST"] as const;

interface Variant {
  readonly contentType: string;
  readonly mediaType: MediaType;
  readonly write: (notes: readonly Note[]) => string;
}

/** The first is what a client gets that does not say what it wants. */
const variants: readonly Variant[] = [
  makeVariant("application/json", listAsJson),
  makeVariant("text/html;charset=utf-8", listAsHtml),
];

function makeVariant(contentType: string, write: Variant["write"]): Variant {
  return { contentType, mediaType: parseMediaType(contentType), write };
}

/** The collection `/notes/`: lists the notes, and makes new ones. */
export class NotesCollection {
  readonly #store: NoteStore;
  readonly #clock: () => Date;
  /** The list in each variant, as long as no note changes: many may ask for it, and it may be long. */
  readonly #written = new Map<Variant, Representation>();
  #revision = -1;

  constructor(store: NoteStore, clock: () => Date) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Answers a request to the collection.
   *
   * @throws {NotesProblem} where the request is refused.
   */
  handle(method: (typeof collectionMethods)[number], request: NotesRequest): Answer {
    if (method === "POST") return this.#create(request);
    const representation = this.#represent(negotiate(request.fields, variants));
    return answerRepresentation(method, request.fields, representation, this.#clock(), {
      // The page shows names and types that anybody chose: no script runs in it, should one ever get through.
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
