import { effect, signal } from "@preact/signals";
import { type ListedChange, NoteList } from "./note-list.ts";
import { OpenNote } from "./open-note.ts";
import { pathOfNote } from "./requests.ts";
import { changeWay, firstWay, type Way } from "./ways.ts";

/** All that the page shows. */
export class Demo {
  readonly list = new NoteList((change) => this.#hear(change));
  readonly way = signal<Way>(firstWay);
  readonly note = signal<OpenNote>(new OpenNote(pathInAddress(), firstWay));

  constructor() {
    this.list.start();
    addEventListener("hashchange", () => this.#open());
    effect(() => {
      document.title = `${this.note.value.name} – notes that tell of their changes`;
    });
  }

  /** Subscribes to the open note in another way. */
  changeWay(change: Partial<Way>): void {
    this.way.value = changeWay(this.way.value, change);
    this.note.value.restart(this.way.value);
  }

  /** A note that was deleted or missing may come to be. */
  #hear({ path, type }: ListedChange): void {
    const note = this.note.value;
    const presence = note.presence.value;
    if (path === note.path && type !== "delete" && (presence === "deleted" || presence === "absent")) note.restart();
  }

  #open(): void {
    const path = pathInAddress();
    if (path === this.note.value.path) return;
    this.note.value.close();
    this.note.value = new OpenNote(path, this.way.value);
  }
}

/** The address of the page with a note open. */
export function addressOf(path: string): string {
  return `#${path}`;
}

function pathInAddress(): string {
  const [, name] = /^#\/notes\/([^/]+)$/.exec(location.hash) ?? [];
  try {
    return pathOfNote(decodeURIComponent(name ?? "welcome"));
  } catch {
    return pathOfNote("welcome");
  }
}
