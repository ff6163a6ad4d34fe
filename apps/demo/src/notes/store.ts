import { randomBytes } from "node:crypto";
import type { MediaType } from "@resource-events/fields";
import { makeEntityTag } from "./entity-tag.ts";
import { NotesProblem } from "./problem.ts";

/** A note: one representation, of one media type. It is never changed, but replaced. */
export interface Note {
  readonly name: string;
  /** The media type with its parameters, as it was sent. */
  readonly contentType: string;
  /** The same, parsed. */
  readonly mediaType: MediaType;
  /** The bytes of the representation; not to be changed. */
  readonly content: Uint8Array;
  /** Strong, made from type and bytes. */
  readonly entityTag: string;
  /** When type or bytes were last changed, in whole seconds. */
  readonly lastModified: Date;
}

/** What a note is made of. */
export type NoteState = Pick<Note, "contentType" | "mediaType" | "content">;

/** What {@link NoteStore.put} did. */
export interface PutOutcome {
  readonly note: Note;
  /** Whether the note is new. */
  readonly created: boolean;
  /** False where the note was there already, with the same type and bytes. */
  readonly changed: boolean;
}

/** How much a {@link NoteStore} holds. */
export interface NoteStoreLimits {
  /** The most notes. */
  readonly notes: number;
  /** The most bytes of all notes together: their content, type and name. */
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

  /** A number that differs after each change: what was made of all notes is as good as long as it stays. */
  get revision(): number {
    return this.#revision;
  }

  /** When any note was last made, changed or deleted, in whole seconds. */
  get lastModified(): Date {
    return this.#lastModified;
  }

  /** The note of that name, if there is one. */
  get(name: string): Note | undefined {
    return this.#notes.get(name);
  }

  /** All notes, in the order of the code units of their names. */
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
      throw new NotesProblem(507, "storage-full", "There is no room for this; delete notes that nobody needs.");
    }
    this.#bytes = bytes;
    this.#change();
    // A copy: what was read from a socket may be a small part of a large buffer, which it would keep in memory.
    const content = new Uint8Array(state.content);
    const note = { name, contentType, mediaType, content, entityTag, lastModified: this.#lastModified };
    this.#notes.set(name, note);
    return { note, created: present === undefined, changed: true };
  }

  /** Deletes a note; tells whether there was one. */
  delete(name: string): boolean {
    const present = this.#notes.get(name);
    if (present === undefined) return false;
    this.#notes.delete(name);
    this.#bytes -= sizeOf(name, present);
    this.#change();
    return true;
  }

  /** A name that no note has, and that nobody can guess. */
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
