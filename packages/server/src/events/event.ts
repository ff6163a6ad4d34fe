import { assertFieldValue, FieldError, isToken } from "@resource-events/fields";
import { ServerError } from "../errors.ts";
import { normalMediaType } from "./variant.ts";

/** What happened to a resource. */
export type EventType = "create" | "update" | "delete";

/** The difference that a mutation brought, as it was sent (PREP-MS-7, NF-5). */
export interface Delta {
  /** The media type of `content`, for example `application/merge-patch+json`. */
  readonly mediaType: string;
  /** The bytes of the mutation's content. */
  readonly content: Uint8Array;
}

/** What an application tells of an event; see {@link ResourceEvent} for what becomes of it. */
export interface EventDetails {
  /** What happened. A `delete` without `object` ends the streams of the resource (EQ-ST-8, PREP-RS-9). */
  readonly type: EventType;
  /** The HTTP method that did it. Default: what would have done it (`PUT`, `DELETE`; `POST` for a `create` with `object`). */
  readonly method?: string;
  /**
   * The resource's new entity tag, quotes included. A record gives one for each media type that the resource has a
   * representation in: a subscriber is told that of its own representation's type, or none (PREP-MS-4).
   */
  readonly etag?: string | Readonly<Record<string, string>>;
  /** The URL (absolute, or a path) of the other resource concerned: a child that was made, changed or removed. */
  readonly object?: string;
  /** What the mutation brought, told to those who ask for it. */
  readonly delta?: Delta;
  /** When the event was completed. Default: now. */
  readonly published?: Date;
}

/** One event in the life of a resource, as the log keeps it and as forms render it. */
export interface ResourceEvent extends EventDetails {
  /** The key of the resource that it happened on. */
  readonly resource: string;
  /** Opaque; unique in the log and in order there (`Event-ID`). */
  readonly id: string;
  readonly method: string;
  readonly published: Date;
  /** A UUID, for forms whose notifications have an identifier of their own (PREP-AS-1). */
  readonly uuid: string;
}

/** An event that has no place in a log yet. */
export type UnloggedEvent = Omit<ResourceEvent, "id">;

/** Whether the event says that its own resource is gone, so that its streams end (EQ-ST-8). */
export function isTerminal(event: EventDetails): boolean {
  return event.type === "delete" && event.object === undefined;
}

/** Whether `tag` is an entity tag (RFC 9110 8.8.3), quotes included. */
export function isEntityTag(tag: string): boolean {
  return /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag);
}

const types: readonly unknown[] = ["create", "update", "delete"] satisfies EventType[];

/**
 * Makes an event of what an application told, so that whatever is rendered later can be written.
 *
 * @throws {@link ServerError} `event`, where a detail is not what it must be.
 */
export function eventOf(resource: string, details: EventDetails): UnloggedEvent {
  const fail = (what: string, cause?: unknown): never => {
    throw new ServerError("event", `The event on ${resource} has ${what}`, { cause });
  };
  if (typeof resource !== "string" || typeof details !== "object" || details === null) fail("no details");
  const { type, object, delta, published = new Date() } = details;
  if (!types.includes(type)) fail(`the type ${JSON.stringify(type)}: it must be "create", "update" or "delete"`);
  const method = details.method ?? methodOf(details);
  if (typeof method !== "string" || !isToken(method)) fail(`the method ${JSON.stringify(method)}, which is no token`);
  // Dates of other years have no IMF-fixdate (PREP-MS-3).
  const year = published instanceof Date ? published.getUTCFullYear() : Number.NaN;
  if (!(year >= 0 && year <= 9999)) fail("no date of the years 0 to 9999 in `published`");
  try {
    if (object !== undefined && (typeof object !== "string" || object === "")) fail("an object that is no URL");
    if (object !== undefined) assertFieldValue("Content-Location", object);
    if (delta !== undefined && !isDelta(delta)) fail("a delta without media type or bytes");
  } catch (error) {
    if (error instanceof FieldError) fail(`a detail that can't be told: ${error.message}`, error);
    throw error;
  }
  const etag = checkedEtag(details.etag, fail);
  return {
    ...details,
    ...(etag === undefined ? {} : { etag }),
    resource,
    method,
    published,
    uuid: crypto.randomUUID(),
  };
}

/** Whether a delta can be told: it has bytes, and a media type that can be written as `Content-Type`. */
export function isDelta(delta: Delta): boolean {
  // Untyped callers may give anything.
  if (typeof delta !== "object" || delta === null) return false;
  const { mediaType, content } = delta;
  if (typeof mediaType !== "string" || !(content instanceof Uint8Array)) return false;
  return normalMediaType(mediaType) !== undefined && mediaType.trim() === mediaType;
}

/** The entity tags as they are compared: by media types in their normal form. */
function checkedEtag(etag: EventDetails["etag"], fail: (what: string) => never): EventDetails["etag"] {
  if (etag === undefined) return undefined;
  if (etag === null || !["string", "object"].includes(typeof etag)) return fail("an etag that is none");
  const tags = typeof etag === "string" ? [etag] : Object.values(etag);
  for (const tag of tags) {
    if (!isEntityTag(tag)) fail(`the etag ${JSON.stringify(tag)}: an entity tag stands in double quotes`);
  }
  if (typeof etag === "string") return etag;
  return Object.fromEntries(
    Object.entries(etag).map(([mediaType, tag]) => [
      normalMediaType(mediaType) ?? fail(`an etag for ${JSON.stringify(mediaType)}, which is no media type`),
      tag,
    ]),
  );
}

function methodOf({ type, object }: EventDetails): string {
  if (type === "delete") return "DELETE";
  return type === "create" && object !== undefined ? "POST" : "PUT";
}

/** The event's entity tag for a representation of the media type `variant` (undefined: whatever there is). */
export function etagFor(event: EventDetails, variant: string | undefined): string | undefined {
  const { etag } = event;
  if (etag === undefined || typeof etag === "string") return etag;
  if (variant !== undefined) return Object.hasOwn(etag, variant) ? etag[variant] : undefined;
  const tags = Object.values(etag);
  return tags.length === 1 ? tags[0] : undefined;
}
