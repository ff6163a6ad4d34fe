import { signal } from "@preact/signals";

/** The kind of an entry. Each has its own sign. */
export type EntryKind = "create" | "update" | "delete" | "loss" | "open" | "waiting" | "representation" | "end";

/** An entry in the history of a note. */
export interface Entry {
  readonly id: number;
  readonly at: Date;
  readonly kind: EntryKind;
  readonly title: string;
  readonly detail: string | undefined;
}

/** The most entries to keep. */
const limit = 100;

/** The history of the open note, latest first. */
export class Timeline {
  readonly entries = signal<readonly Entry[]>([]);
  #lastId = 0;

  add(kind: EntryKind, title: string, detail?: string): void {
    const entry = { id: ++this.#lastId, at: new Date(), kind, title, detail };
    this.entries.value = [entry, ...this.entries.value].slice(0, limit);
  }

  /** Adds an entry. Replaces the latest entry if that has the same title. */
  addOrReplace(kind: EntryKind, title: string, detail: string): void {
    if (this.entries.value[0]?.title === title) this.entries.value = this.entries.value.slice(1);
    this.add(kind, title, detail);
  }
}
