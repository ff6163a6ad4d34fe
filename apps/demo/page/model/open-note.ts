import { signal } from "@preact/signals";
import type { ClientError, Notification, Observation, Observed, ObservedRepresentation } from "@resource-events/client";
import { announce } from "./announcements.ts";
import { latest } from "./latest.ts";
import { type Connection, Live, type LiveListener } from "./live.ts";
import { getNote, type NoteContent, noteIn, RequestFailed } from "./requests.ts";
import type { SubscriptionSettings } from "./subscription-settings.ts";
import { Timeline } from "./timeline.ts";
import { Wire } from "./wire.ts";

/** Whether the note exists, as far as known. */
export type Presence = "unknown" | "there" | "deleted" | "absent";

/** The open note and its subscription. */
export class OpenNote implements LiveListener {
  readonly path: string;
  readonly name: string;
  readonly presence = signal<Presence>("unknown");
  /** The current content on the server, or the last content before the note was deleted. */
  readonly content = signal<NoteContent | undefined>(undefined);
  /** A message about lost history, until the user dismisses it. */
  readonly loss = signal<string | undefined>(undefined);
  /** Why the subscription failed, unless the note was deleted. */
  readonly failure = signal<string | undefined>(undefined);
  readonly timeline = new Timeline();
  readonly wire = new Wire();
  readonly live: Live;
  #settings: SubscriptionSettings;
  /** Whether the next connection resumes from the last one. */
  #resumes = false;
  /** The number of failed attempts in a row. */
  #failed = 0;
  readonly #refresh = latest(() => this.#get());

  constructor(path: string, settings: SubscriptionSettings) {
    this.path = path;
    this.name = decodeURIComponent(path.replace("/notes/", ""));
    this.#settings = settings;
    this.live = new Live(path, this);
    this.#start();
  }

  /** Subscribes again, with new settings or because a new attempt may succeed. */
  restart(settings: SubscriptionSettings = this.#settings): void {
    this.#settings = settings;
    this.#start();
  }

  /** Shows content that this window has saved, before the notification of it arrives. */
  wrote(content: NoteContent): void {
    this.content.value = content;
    if (this.presence.value !== "there") this.restart();
  }

  close(): void {
    this.live.close();
  }

  #start(): void {
    const { protocol, encapsulation, form } = this.#settings;
    this.failure.value = undefined;
    this.#resumes = false;
    this.#failed = 0;
    this.live.start({
      protocol,
      accept: form,
      fetch: this.wire.fetch,
      retry: { maximum: 5 },
      ...(protocol === "events-query" && { encapsulation }),
    });
  }

  async onItem(item: Observed, observation: Observation): Promise<void> {
    if (item.kind === "representation") await this.#begin(item, observation);
    else if (item.kind === "notification") this.#notify(item.notification);
  }

  async #begin(item: ObservedRepresentation, { subscription }: Observation): Promise<void> {
    this.presence.value = "there";
    this.#resumes = true;
    if (item.reason !== "first") this.#lose();
    else this.timeline.add("representation", "Received the note", item.eventId && `as of event ${item.eventId}`);
    const sent = await noteIn(item.representation, subscription?.response.headers);
    // Not every encapsulation has the type and the entity tag of the representation.
    if (sent.etag !== undefined && item.representation.headers.has("Content-Type")) this.content.value = sent;
    else await this.#refresh();
  }

  #lose(): void {
    const text =
      "The server no longer has the last event, for example because it was restarted. The changes since then are lost. " +
      "You see the note as it is now.";
    this.loss.value = text;
    this.timeline.add("loss", "History lost", "The server sent the complete note again.");
    announce(`History lost. ${text}`);
  }

  #notify(notification: Notification): void {
    const { type, eventId, method, etag } = notification;
    this.wire.match(notification);
    const titles = { create: "Created", update: "Changed", delete: "Deleted" };
    this.timeline.add(type, titles[type], [method, eventId].filter(Boolean).join(" · "));
    if (type === "delete") {
      this.presence.value = "deleted";
      announce(`The note ${this.name} was deleted.`);
    } else {
      announce(`The note ${this.name} was changed.`);
      // Content that this window has saved is already here.
      if (etag === undefined || etag !== this.content.value?.etag) void this.#refresh();
    }
  }

  onState({ state, cause, protocol }: Connection): void {
    if (state === "open") {
      this.#failed = 0;
      const name = protocol === "prep" ? "PREP" : "Events Query";
      this.timeline.add("open", this.#resumes ? "Connected again" : "Connected", `with ${name}`);
      announce(`Connected with ${name}.`);
    } else if (state === "waiting") {
      this.#reportFailure(cause);
    } else if (state === "paused") {
      this.timeline.add("waiting", "Paused", "because this tab is hidden; it resumes from the last event");
    } else if (state === "queued") {
      this.timeline.add("waiting", "Waiting for other windows", "which use all the streams that the browser allows");
    }
  }

  #reportFailure(cause: ClientError | undefined): void {
    this.#failed += 1;
    const reason = cause?.code === "network" ? "The server does not respond." : cause?.message;
    if (this.#failed > 1) {
      this.timeline.addOrReplace("waiting", "Still no connection", `${this.#failed} attempts. ${reason ?? ""}`);
    } else {
      this.timeline.add("waiting", "Connection lost", reason);
      announce("Connection lost. Trying again.");
    }
  }

  onEnd(cause: ClientError | undefined): void {
    if (cause === undefined) {
      this.timeline.add("end", "The stream ended", "because the note was deleted");
    } else if (cause.code === "response" && (cause.status === 404 || cause.status === 410)) {
      this.#miss();
    } else {
      this.failure.value = cause.message;
      this.timeline.add("end", "Cannot be watched", cause.message);
      announce(cause.message);
    }
  }

  #miss(): void {
    if (this.presence.value === "there") this.#loseNote();
    this.presence.value = "absent";
    this.timeline.add("end", "Not found", "The server has no note with this name.");
    announce(`The server has no note ${this.name}.`);
  }

  #loseNote(): void {
    this.loss.value =
      "The server no longer has this note. It was deleted while this window was not connected, or the server was " +
      "restarted, which deletes all notes.";
    this.timeline.add("loss", "History lost");
  }

  async #get(): Promise<void> {
    try {
      this.content.value = await getNote(this.path);
    } catch (reason) {
      // The stream reports a deletion or a lost server.
      if (!(reason instanceof RequestFailed)) throw reason;
    }
  }
}
