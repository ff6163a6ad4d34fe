import { signal } from "@preact/signals";
import type { ClientError, Notification, Observation, Observed, ObservedRepresentation } from "@resource-events/client";
import { announce } from "./announcements.ts";
import { latest } from "./latest.ts";
import { type Connection, Live, type LiveListener } from "./live.ts";
import { getNote, type NoteContent, noteIn, RequestFailed } from "./requests.ts";
import { Timeline } from "./timeline.ts";
import type { Way } from "./ways.ts";
import { Wire } from "./wire.ts";

/** Whether there is such a note, as far as is known. */
export type Presence = "unknown" | "there" | "deleted" | "absent";

/** The note that is open, followed in one way or another. */
export class OpenNote implements LiveListener {
  readonly path: string;
  readonly name: string;
  readonly presence = signal<Presence>("unknown");
  /** What the server has; the last of it, where it was deleted. */
  readonly content = signal<NoteContent | undefined>(undefined);
  /** What was lost, until somebody has read it. */
  readonly loss = signal<string | undefined>(undefined);
  /** Why it is not followed any more, if not for its deletion. */
  readonly failure = signal<string | undefined>(undefined);
  readonly timeline = new Timeline();
  readonly wire = new Wire();
  readonly live: Live;
  #way: Way;
  /** Whether the next connection goes on where the last one ended. */
  #resumes = false;
  /** Attempts in a row that brought no connection. */
  #failed = 0;
  readonly #refresh = latest(() => this.#get());

  constructor(path: string, way: Way) {
    this.path = path;
    this.name = decodeURIComponent(path.replace("/notes/", ""));
    this.#way = way;
    this.live = new Live(path, this);
    this.#start();
  }

  /** Subscribes again, in another way or since there is reason to hope. */
  restart(way: Way = this.#way): void {
    this.#way = way;
    this.#start();
  }

  /** What this window itself has written, before the notification of it comes. */
  wrote(content: NoteContent): void {
    this.content.value = content;
    if (this.presence.value !== "there") this.restart();
  }

  close(): void {
    this.live.close();
  }

  #start(): void {
    const { protocol, encapsulation, form } = this.#way;
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
    else this.timeline.add("representation", "The note as it is", item.eventId && `as of event ${item.eventId}`);
    const sent = await noteIn(item.representation, subscription?.response.headers);
    // Not every encapsulation tells the type and the entity tag of the representation.
    if (sent.etag !== undefined && item.representation.headers.has("Content-Type")) this.content.value = sent;
    else await this.#refresh();
  }

  #lose(): void {
    const text =
      "The server does not know the last event any more, as after a restart. What happened in between is lost. " +
      "You see the note as the server has it now.";
    this.loss.value = text;
    this.timeline.add("loss", "History lost", "The note was sent anew.");
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
      // What this window wrote itself is here already.
      if (etag === undefined || etag !== this.content.value?.etag) void this.#refresh();
    }
  }

  onState({ state, cause, protocol }: Connection): void {
    if (state === "open") {
      this.#failed = 0;
      const name = protocol === "prep" ? "PREP" : "Events Query";
      this.timeline.add("open", this.#resumes ? "Connected again" : "Connected", `by ${name}`);
      announce(`Connected by ${name}.`);
    } else if (state === "waiting") {
      this.#tellFailure(cause);
    } else if (state === "paused") {
      this.timeline.add("waiting", "Paused", "since this tab is hidden; it goes on from the last event");
    } else if (state === "queued") {
      this.timeline.add("waiting", "Waiting for other windows", "which have all the streams that a browser allows");
    }
  }

  #tellFailure(cause: ClientError | undefined): void {
    this.#failed += 1;
    const reason = cause?.code === "network" ? "The server does not answer." : cause?.message;
    if (this.#failed > 1) {
      this.timeline.addOrReplace("waiting", "Still no connection", `${this.#failed} attempts. ${reason ?? ""}`);
    } else {
      this.timeline.add("waiting", "Connection lost", reason);
      announce("Connection lost. Trying again.");
    }
  }

  onEnd(cause: ClientError | undefined): void {
    if (cause === undefined) {
      this.timeline.add("end", "The stream ended", "with the deletion of the note");
    } else if (cause.code === "response" && (cause.status === 404 || cause.status === 410)) {
      this.#miss();
    } else {
      this.failure.value = cause.message;
      this.timeline.add("end", "Can't be followed", cause.message);
      announce(cause.message);
    }
  }

  #miss(): void {
    if (this.presence.value === "there") this.#loseNote();
    this.presence.value = "absent";
    this.timeline.add("end", "Not there", "The server has no note of this name.");
    announce(`The server has no note ${this.name}.`);
  }

  #loseNote(): void {
    this.loss.value =
      "The server does not have this note any more. It was deleted while this window was not connected, or the server " +
      "was restarted and has forgotten it: notes are kept in memory only.";
    this.timeline.add("loss", "History lost");
  }

  async #get(): Promise<void> {
    try {
      this.content.value = await getNote(this.path);
    } catch (reason) {
      // The stream tells of a deletion, and of a server that is gone.
      if (!(reason instanceof RequestFailed)) throw reason;
    }
  }
}
