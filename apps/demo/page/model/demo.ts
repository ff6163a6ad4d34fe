import { effect, signal } from "@preact/signals";
import { type ListedChange, NoteList } from "./note-list.ts";
import { OpenNote } from "./open-note.ts";
import { pathOfNote } from "./requests.ts";
import { changeSettings, defaultSettings, type SubscriptionSettings } from "./subscription-settings.ts";

/** The state of the page. */
export class Demo {
  readonly list = new NoteList((change) => this.#restartIfCreated(change));
  readonly settings = signal<SubscriptionSettings>(defaultSettings);
  readonly note = signal<OpenNote>(new OpenNote(pathInAddress(), defaultSettings));

  constructor() {
    this.list.start();
    addEventListener("hashchange", () => this.#open());
    effect(() => {
      document.title = `${this.note.value.name} – notes that push their own changes`;
    });
  }

  /** Changes how the open note is subscribed to, and subscribes again. */
  changeSettings(change: Partial<SubscriptionSettings>): void {
    this.settings.value = changeSettings(this.settings.value, change);
    this.note.value.restart(this.settings.value);
  }

  /** Subscribes again to the open note if it was missing and has now been created. */
  #restartIfCreated({ path, type }: ListedChange): void {
    const note = this.note.value;
    const presence = note.presence.value;
    if (path === note.path && type !== "delete" && (presence === "deleted" || presence === "absent")) note.restart();
  }

  #open(): void {
    const path = pathInAddress();
    if (path === this.note.value.path) return;
    this.note.value.close();
    this.note.value = new OpenNote(path, this.settings.value);
  }
}

/** Returns the address of the page with a note open. */
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
