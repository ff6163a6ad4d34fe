import type { Discovery, GapReason, Notification, NotificationType } from "@resource-events/client";
import { type Content, contentOf } from "./content.ts";
import { type Delta, deltaOf } from "./delta.ts";

/** Header fields, by name in lower case. */
export type LineHeaders = Readonly<Record<string, string>>;

/** A line of `watch --json`: the representation with which the events begin, at first or after a gap. */
export type RepresentationLine = {
  /** The kind of the line. */
  readonly kind: "representation";
  /** When it was printed (RFC 3339, UTC, milliseconds). */
  readonly received: string;
  /** Why it was sent: as the first item, or because events before it may be missing. */
  readonly reason: "first" | GapReason;
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The id of the last event that the representation includes; absent if the server does not send it. */
  readonly eventId?: string;
  /** The status of the representation, such as 200. */
  readonly status: number;
  /** Its header fields. */
  readonly headers: LineHeaders;
} & Content;

/** A line of `watch --json` and `next --json`: an event. Members that the server does not send are absent. */
export type NotificationLine = {
  /** The kind of the line. */
  readonly kind: "notification";
  /** When it was printed (RFC 3339, UTC, milliseconds). */
  readonly received: string;
  /** What happened. */
  readonly type: NotificationType;
  /** The id of the event; pass it to `--last-event-id` to resume after it. */
  readonly eventId?: string;
  /** When the event happened (RFC 3339, UTC). */
  readonly published?: string;
  /** The method that caused it. */
  readonly method?: string;
  /** The new entity tag of the resource. */
  readonly etag?: string;
  /** The other resource that the event is about. */
  readonly object?: string;
  /** How many notifications the server skipped before this one (`--latest`). */
  readonly skipped?: number;
  /** The difference that the event made, if it was asked for (`--delta`). */
  readonly delta?: Delta;
  /** The media type of the notification. */
  readonly mediaType: string;
  /** Its header fields. */
  readonly headers: LineHeaders;
} & Content;

/** A line of `watch --json`: notifications may be missing here, and there is no representation that includes their changes. */
export interface GapLine {
  /** The kind of the line. */
  readonly kind: "gap";
  /** When it was printed (RFC 3339, UTC, milliseconds). */
  readonly received: string;
  /** Why notifications may be missing. */
  readonly reason: GapReason;
  /** The id of the event after which the notifications continue; absent if the server does not send it. */
  readonly eventId?: string;
}

/** A media type that a resource offers. */
export interface OfferedTypeLine {
  /** The type and subtype, in lower case. */
  readonly mediaType: string;
  /** Its parameters except `delta`, by name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The line of `discover --json`. */
export interface DiscoveryLine {
  /** The kind of the line. */
  readonly kind: "discovery";
  /** The URL of the resource, after redirects. */
  readonly url: string;
  /** The protocols that it offers. */
  readonly protocols: readonly ("prep" | "events-query")[];
  /** The forms of notifications by PREP. */
  readonly prep?: readonly (OfferedTypeLine & {
    /** The media types of the deltas that it can contain. */
    readonly deltas: readonly string[];
  })[];
  /** The media types that the content of a QUERY may have. */
  readonly eventsQuery?: readonly OfferedTypeLine[];
}

/** One line of the output with `--json`. Its JSON Schema is `schema/line.json`. */
export type Line = RepresentationLine | NotificationLine | GapLine | DiscoveryLine;

/** A representation with its content, as both formats show it. */
export interface ShownRepresentation {
  readonly url: string;
  readonly eventId: string | undefined;
  readonly reason: "first" | GapReason;
  readonly representation: Response;
  readonly content: Uint8Array;
}

export function representationLine({ url, eventId, reason, representation, content }: ShownRepresentation) {
  const { status, headers } = representation;
  const common = { kind: "representation", received: now(), reason, url, eventId, status } as const;
  return defined({
    ...common,
    headers: Object.fromEntries(headers),
    ...contentOf(content),
  }) satisfies RepresentationLine;
}

export function notificationLine(notification: Notification) {
  const { type, eventId, published, method, etag, object, skipped, mediaType, headers, raw } = notification;
  return defined({
    kind: "notification",
    received: now(),
    type,
    eventId,
    published: published?.toISOString(),
    method,
    etag,
    object,
    skipped,
    delta: deltaOf(notification),
    mediaType,
    headers: Object.fromEntries(headers),
    ...contentOf(raw),
  } as const) satisfies NotificationLine;
}

export function gapLine(reason: GapReason, eventId: string | undefined) {
  return defined({ kind: "gap", received: now(), reason, eventId } as const) satisfies GapLine;
}

export function discoveryLine({ url, protocols, prep, eventsQuery }: Discovery) {
  const withObject = <Type extends { readonly parameters: ReadonlyMap<string, string> }>(type: Type) => ({
    ...type,
    parameters: Object.fromEntries(type.parameters),
  });
  return defined({
    kind: "discovery",
    url,
    protocols,
    prep: prep?.map(withObject),
    eventsQuery: eventsQuery?.map(withObject),
  } as const) satisfies DiscoveryLine;
}

function now(): string {
  return new Date().toISOString();
}

type Defined<Members> = {
  [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name];
} & {
  [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<Members[Name], undefined>;
};

/** Removes the members that are undefined. */
function defined<Members extends object>(members: Members): Defined<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<Members>;
}
