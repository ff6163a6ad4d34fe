import { signal } from "@preact/signals";
import type { ClientError, Notification, Observed } from "@resource-events/client";
import { latest } from "./latest.ts";
import { Live, type LiveListener } from "./live.ts";
import { RequestFailed, send } from "./requests.ts";

/** A note, as the list has it. */
export interface ListedNote {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly size: number;
  readonly modified: string;
}

/** What happened to a note, as the list was told. */
export interface ListedChange {
  readonly path: string;
  readonly type: Notification["type"];
  readonly at: number;
}

/** The list of notes, live. */
export class NoteList implements LiveListener {
  /** Undefined until it is here. */
  readonly notes = signal<readonly ListedNote[] | undefined>(undefined);
  /** The last change that came as a notification. */
  readonly change = signal<ListedChange | undefined>(undefined);
  readonly live: Live;
  readonly #refresh = latest(() => this.#get());

  readonly #onChange: (change: ListedChange) => void;

  constructor(onChange: (change: ListedChange) => void) {
    this.#onChange = onChange;
    this.live = new Live("/notes/", this);
  }

  start(): void {
    this.live.start({ representation: { accept: "application/json" }, retry: { maximum: 5 } });
  }

  async onItem(item: Observed): Promise<void> {
    if (item.kind === "representation") {
      this.notes.value = await item.representation.json();
    } else if (item.kind === "notification") {
      const { object, type } = item.notification;
      if (object !== undefined) {
        const change = { path: new URL(object, location.href).pathname, type, at: Date.now() };
        this.change.value = change;
        this.#onChange(change);
      }
      // Not awaited: many changes at once are one request.
      void this.#refresh();
    }
  }

  onState(): void {}

  onEnd(_: ClientError | undefined): void {
    // The list can't be deleted: what ended it may be over by the next attempt.
    setTimeout(() => this.start(), 5_000);
  }

  async #get(): Promise<void> {
    try {
      const response = await send("/notes/", { method: "GET", headers: { Accept: "application/json" } });
      this.notes.value = await response.json();
    } catch (reason) {
      // Whatever keeps the list away keeps its stream away as well, which says so.
      if (!(reason instanceof RequestFailed)) throw reason;
    }
  }
}
