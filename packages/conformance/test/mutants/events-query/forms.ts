import type { Has } from "./faults.ts";

export const formNames = [
  "application/json",
  "message/rfc822",
  "application/activity+json",
  "application/ld+json",
  "example/event-notification",
] as const;
export type FormName = (typeof formNames)[number];

/** One event of one resource. */
export interface LittleEvent {
  readonly id: string;
  readonly at: Date;
  readonly type: "create" | "update" | "delete";
  readonly method: string;
  readonly etag: string | undefined;
  /** The URL of the other resource concerned. */
  readonly object: string | undefined;
  readonly delta: { readonly type: string; readonly content: string } | undefined;
}

/** Renders an event (NF-1 to NF-5). */
export function render(event: LittleEvent, form: FormName, wanted: string | undefined, url: string, has: Has): string {
  const { id, at, method, etag, object } = event;
  const type = event.type === "delete" && has("deletion-told-as-update") ? "update" : event.type;
  const published = has("seconds-only") ? at.toISOString().replace(/\.\d+/, "") : at.toISOString();
  const asked = has("delta-unasked") || (event.delta !== undefined && wanted?.includes(event.delta.type));
  const delta = asked === true && !has("delta-missing") ? event.delta : undefined;
  const shown = object === undefined || has("container-without-object") ? undefined : object;
  switch (form) {
    case "application/json":
      return JSON.stringify({
        published,
        "event-id": id,
        type,
        method: has("method-missing") ? undefined : method,
        etag,
        object: shown,
        delta: delta === undefined ? undefined : JSON.parse(delta.content),
      });
    case "message/rfc822": {
      const fields = [
        `Method: ${method}`,
        `Date: ${has("date-in-rfc-3339") ? published : at.toUTCString()}`,
        `Event-ID: ${id}`,
        ...(etag === undefined ? [] : [`ETag: ${etag}`]),
        ...(shown === undefined ? [] : [`Content-Location: ${has("object-decoded") ? decodeURI(shown) : shown}`]),
        ...(delta === undefined || has("delta-type-missing") ? [] : [`Content-Type: ${delta.type}`]),
      ];
      return `${fields.join("\r\n")}\r\n${delta === undefined ? "" : `\r\n${delta.content}`}`;
    }
    case "application/activity+json":
    case "application/ld+json":
      return JSON.stringify({
        "@context": "https://www.w3.org/ns/activitystreams",
        id: has("activity-without-id") ? undefined : `urn:example:${id}`,
        type: { create: "Create", update: "Update", delete: "Delete" }[type],
        published,
        object: shown ?? url,
        state: id,
      });
    case "example/event-notification":
      return `published: ${published}\nevent-id: ${id}\ntype: ${type}\n`;
  }
}
