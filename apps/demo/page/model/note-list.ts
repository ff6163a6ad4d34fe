import { signal } from "@preact/signals";
import type { ClientError, Notification, Observed } from "@resource-events/client";
import { latest } from "./latest.ts";
import { Live, type LiveListener } from "./live.ts";
import { RequestFailed, send } from "./requests.ts";

/** A note in the list. */
export interface ListedNote {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly size: number;
  readonly modified: string;
}

/** A change of a note, from a notification of the list. */
export interface ListedChange {
  readonly path: string;
  readonly type: Notification["type"];
  readonly at: number;
}

/** The list of notes, live. */
export class NoteList implements LiveListener {
  /** Undefined until the list has arrived. */
  readonly notes = signal<readonly ListedNote[] | undefined>(undefined);
  /** The last change from a notification. */
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
      // Not awaited, so that many changes at once cause one request.
      void this.#refresh();
    }
  }

  onState(): void {}

  onEnd(_: ClientError | undefined): void {
    // The list cannot be deleted, so the cause may be temporary.
    setTimeout(() => this.start(), 5_000);
  }

  async #get(): Promise<void> {
    try {
      const response = await send("/notes/", { method: "GET", headers: { Accept: "application/json" } });
      this.notes.value = await response.json();
    } catch (reason) {
      // The stream fails for the same reason, and its state shows it.
      if (!(reason instanceof RequestFailed)) throw reason;
    }
  }
}
