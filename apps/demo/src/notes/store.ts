import { randomBytes } from "node:crypto";
import type { MediaType } from "@resource-events/fields";
import { makeEntityTag } from "./entity-tag.ts";
import { NotesProblem } from "./problem.ts";

/** A note: one representation of one media type. The object is immutable; a change replaces it. */
export interface Note {
  readonly name: string;
  /** The media type with its parameters, as sent. */
  readonly contentType: string;
  /** The parsed media type. */
  readonly mediaType: MediaType;
  /** The bytes of the representation, which must not be changed. */
  readonly content: Uint8Array;
  /** A strong entity tag, made from type and bytes. */
  readonly entityTag: string;
  /** The time of the last change of type or bytes, in whole seconds. */
  readonly lastModified: Date;
}

/** The state of a note. */
export type NoteState = Pick<Note, "contentType" | "mediaType" | "content">;

/** The outcome of {@link NoteStore.put}. */
export interface PutOutcome {
  readonly note: Note;
  /** Whether the note is new. */
  readonly created: boolean;
  /** False if the note already existed with the same type and bytes. */
  readonly changed: boolean;
}

/** Limits of a {@link NoteStore}. */
export interface NoteStoreLimits {
  /** The most notes. */
  readonly notes: number;
  /** The most bytes of all notes together: content, type and name. */
  readonly bytes: number;
}

/** Notes in memory, by name. */
export class NoteStore {
  readonly #notes = new Map<string, Note>();
  readonly #limits: NoteStoreLimits;
  readonly #clock: () => Date;
  #bytes = 0;
  #revision = 0;
  #lastModified: Date;

  constructor(limits: NoteStoreLimits, clock: () => Date) {
    this.#limits = limits;
    this.#clock = clock;
    this.#lastModified = wholeSeconds(clock());
  }

  /**
   * A number that changes with every change of a note. Anything derived from all notes is valid while it stays the
   * same.
   */
  get revision(): number {
    return this.#revision;
  }

  /** The time when a note was last created, changed or deleted, in whole seconds. */
  get lastModified(): Date {
    return this.#lastModified;
  }

  /** Returns the note with this name, if it exists. */
  get(name: string): Note | undefined {
    return this.#notes.get(name);
  }

  /** Returns all notes, sorted by the code units of their names. */
  list(): Note[] {
    return [...this.#notes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Creates or replaces a note.
   *
   * @throws {NotesProblem} 507 `storage-full`.
   */
  put(name: string, state: NoteState): PutOutcome {
    const present = this.#notes.get(name);
    const { contentType, mediaType } = state;
    const entityTag = makeEntityTag(contentType, state.content);
    if (present?.entityTag === entityTag) return { note: present, created: false, changed: false };
    const bytes = this.#bytes - (present === undefined ? 0 : sizeOf(name, present)) + sizeOf(name, state);
    if (bytes > this.#limits.bytes || (present === undefined && this.#notes.size >= this.#limits.notes)) {
      throw new NotesProblem(507, "storage-full", "There is no room for this note. Delete notes that nobody needs.");
    }
    this.#bytes = bytes;
    this.#change();
    // Copy the content: it may be a small view of a large socket buffer, which it would keep in memory.
    const content = new Uint8Array(state.content);
    const note = { name, contentType, mediaType, content, entityTag, lastModified: this.#lastModified };
    this.#notes.set(name, note);
    return { note, created: present === undefined, changed: true };
  }

  /** Deletes a note. Returns whether it existed. */
  delete(name: string): boolean {
    const present = this.#notes.get(name);
    if (present === undefined) return false;
    this.#notes.delete(name);
    this.#bytes -= sizeOf(name, present);
    this.#change();
    return true;
  }

  /** Returns an unused name that nobody can guess. */
  freshName(): string {
    let name: string;
    do name = randomBytes(8).toString("base64url");
    while (this.#notes.has(name));
    return name;
  }

  #change(): void {
    this.#revision += 1;
    this.#lastModified = wholeSeconds(this.#clock());
  }
}

function sizeOf(name: string, state: NoteState): number {
  return name.length + state.contentType.length + state.content.byteLength;
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
