import { assertFieldValue, FieldError, isToken } from "@resource-events/fields";
import { ServerError } from "../errors.ts";
import { nameOf } from "./key.ts";
import { normalMediaType } from "./variant.ts";

/** What happened to a resource. */
export type EventType = "create" | "update" | "delete";

/** The difference that a mutation made, as it was sent (PREP-MS-7, NF-5). */
export interface Delta {
  /** The media type of `content`, for example `application/merge-patch+json`. */
  readonly mediaType: string;
  /** The bytes of the mutation's content. */
  readonly content: Uint8Array;
}

/** An event as the application describes it; {@link ResourceEvent} is the complete event. */
export interface EventDetails {
  /** What happened. A `delete` without `object` ends the streams of the resource (EQ-ST-8, PREP-RS-9). */
  readonly type: EventType;
  /**
   * The HTTP method that caused it. Default: `DELETE` for a `delete`, `POST` for a `create` with `object`, otherwise `PUT`.
   */
  readonly method?: string;
  /**
   * The resource's new entity tag, including its quotes. If the resource has representations in several media types, give
   * an object with a tag for each media type. A subscriber gets the tag for the type of its own representation, or none
   * (PREP-MS-4).
   */
  readonly etag?: string | Readonly<Record<string, string>>;
  /** The URL (absolute, or a path) of the other resource concerned: a child that was created, updated or deleted. */
  readonly object?: string;
  /**
   * The difference that the mutation made. It goes to the subscribers that ask for deltas of its media type, if the option
   * `deltas` names that; else it is dropped.
   */
  readonly delta?: Delta;
  /** When the event happened. Default: now. */
  readonly published?: Date;
}

/** An event, as the log stores it and forms render it. */
export interface ResourceEvent extends EventDetails {
  /**
   * The resource that it happened to. A form, a hook and a `check` get its name. A log gets its key: the name, with a prefix if
   * its host or scope tells it apart; a log only compares keys.
   */
  readonly resource: string;
  /** The `Event-ID`: an opaque string, unique in the log, which knows its order. */
  readonly id: string;
  readonly method: string;
  readonly published: Date;
  /** A UUID, for forms whose notifications have an identifier (PREP-AS-1). */
  readonly uuid: string;
}

/** An event that is not in a log yet, and so has no id. */
export type UnloggedEvent = Omit<ResourceEvent, "id">;

/** Whether the event deletes the resource itself, which ends its streams (EQ-ST-8). */
export function isTerminal(event: EventDetails): boolean {
  return event.type === "delete" && event.object === undefined;
}

/** Whether `tag` is an entity tag (RFC 9110 8.8.3), including its quotes. */
export function isEntityTag(tag: string): boolean {
  return /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag);
}

const types: readonly unknown[] = ["create", "update", "delete"] satisfies EventType[];

/**
 * Makes an event from the details that an application gives. It checks them here, so that forms can write all of them.
 *
 * @throws {@link ServerError} `event` if a detail is invalid.
 */
export function eventOf(resource: string, details: EventDetails): UnloggedEvent {
  const fail = (what: string, cause?: unknown): never => {
    throw new ServerError("event", `Invalid event on ${nameOf(String(resource))}: ${what}`, { cause });
  };
  if (typeof resource !== "string") fail("the key of the resource must be a string");
  if (typeof details !== "object" || details === null) fail("it has no details");
  const { type, object, delta, published = new Date() } = details;
  if (!types.includes(type)) fail(`the type must be "create", "update" or "delete", not ${JSON.stringify(type)}`);
  const method = details.method ?? methodOf(details);
  if (typeof method !== "string" || !isToken(method)) fail(`the method must be a token, not ${JSON.stringify(method)}`);
  // An IMF-fixdate can express these years only (PREP-MS-3).
  const year = published instanceof Date ? published.getUTCFullYear() : Number.NaN;
  if (!(year >= 0 && year <= 9999)) fail("`published` must be a Date in the years 0 to 9999");
  try {
    if (object !== undefined && (typeof object !== "string" || object === "")) fail("the object must be a URL");
    if (object !== undefined) assertFieldValue("Content-Location", object);
    if (delta !== undefined && !isDelta(delta)) fail("the delta must have a media type and bytes");
  } catch (error) {
    if (error instanceof FieldError) fail(error.message, error);
    throw error;
  }
  const etag = checkedEtag(details.etag, fail);
  return {
    ...details,
    ...(etag === undefined ? {} : { etag }),
    resource,
    method,
    published,
    uuid: randomUuid(),
  };
}

/** Whether a delta can be sent: it has bytes, and a media type that can be written as `Content-Type`. */
export function isDelta(delta: Delta): boolean {
  // Untyped callers may give anything.
  if (typeof delta !== "object" || delta === null) return false;
  const { mediaType, content } = delta;
  if (typeof mediaType !== "string" || !(content instanceof Uint8Array)) return false;
  return normalMediaType(mediaType) !== undefined && mediaType.trim() === mediaType;
}

/** Checks the entity tags, and brings their media types into the normal form in which they are compared. */
function checkedEtag(etag: EventDetails["etag"], fail: (what: string) => never): EventDetails["etag"] {
  if (etag === undefined) return undefined;
  if (etag === null || !["string", "object"].includes(typeof etag))
    return fail("the etag must be a string, or an object with a tag for each media type");
  const tags = typeof etag === "string" ? [etag] : Object.values(etag);
  for (const tag of tags) {
    if (!isEntityTag(tag)) fail(`the etag must be in double quotes, unlike ${JSON.stringify(tag)}`);
  }
  if (typeof etag === "string") return etag;
  return Object.fromEntries(
    Object.entries(etag).map(([mediaType, tag]) => [
      normalMediaType(mediaType) ?? fail(`it has an etag for ${JSON.stringify(mediaType)}, which is not a media type`),
      tag,
    ]),
  );
}

/** Some engines build it from many small strings, which would take 400 bytes as long as the event is kept. */
function randomUuid(): string {
  return String.fromCharCode.apply(null, new TextEncoder().encode(crypto.randomUUID()) as unknown as number[]);
}

function methodOf({ type, object }: EventDetails): string {
  if (type === "delete") return "DELETE";
  return type === "create" && object !== undefined ? "POST" : "PUT";
}

/** The event's entity tag for a representation in the media type `variant`; if that is undefined, the only one, if there is one. */
export function etagFor(
  event: { readonly etag?: EventDetails["etag"] | undefined },
  variant: string | undefined,
): string | undefined {
  const { etag } = event;
  if (etag === undefined || typeof etag === "string") return etag;
  if (variant !== undefined) return Object.hasOwn(etag, variant) ? etag[variant] : undefined;
  const tags = Object.values(etag);
  return tags.length === 1 ? tags[0] : undefined;
}
