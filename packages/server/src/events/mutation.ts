import { assertFieldValue } from "@resource-events/fields";
import type { HeaderFields } from "../message.ts";
import { isOfContent } from "./content-etag.ts";
import { type Delta, type EventDetails, isDelta, isEntityTag } from "./event.ts";
import { normalMediaType } from "./variant.ts";

/** A request that may have changed a resource, and the response to it. */
export interface Mutation {
  /** The method of the request. */
  readonly method: string;
  /** The name of the resource at the request's target. */
  readonly resource: string;
  /** Its name, as the subscribers of its container are told it. Default: `resource`. */
  readonly member?: string | undefined;
  /** Its key; `undefined` if nobody knows who shares it, so that nobody can be told. */
  readonly key: string | undefined;
  /** The status code of the response. */
  readonly status: number;
  /** The header fields of the response. */
  readonly fields: HeaderFields;
  /** Whether a framework computed the `ETag` of the response, from something else than the resource. */
  readonly automaticEtag?: boolean | undefined;
  /** The request's `Content-Type`. */
  readonly contentType?: string | undefined;
  /** The request's content, if it describes a change. */
  readonly delta?: Delta | undefined;
  /** The key of the container of the target, if it has one. */
  readonly container?: string | undefined;
  /** Returns the key of the resource that `Location` names; `undefined` if that resource has no events. */
  readonly resourceAt?: (location: string) => string | undefined;
  /** The application's own description of the event on the target. It takes precedence over what the response implies. */
  readonly described?: DescribedEvent | undefined;
}

/** An application's description of the event that its response to a mutation causes. */
export interface DescribedEvent extends Partial<Omit<EventDetails, "method" | "published">> {
  /** Whether the state changed. If false, the event has no delta (PREP-MS-6). Default: true. */
  readonly changed?: boolean;
  /** Whether to record no event at all. Default: false. */
  readonly silent?: boolean;
}

/** An event and the resource that it happened to. */
export interface TriggeredEvent {
  /** The key of the resource; `undefined` if nobody can be told. */
  readonly key: string | undefined;
  /** What happened. */
  readonly details: EventDetails;
}

/**
 * Returns the events that a mutation causes, that on the request's target first (NF-7); none if it failed. All forms render
 * the same events (PREP-MS-1, PREP-AS-3, NF-6).
 */
export function eventsOf(mutation: Mutation): TriggeredEvent[] {
  const { method, resource, member = resource, key, status, container, described = {} } = mutation;
  if (described.silent === true) return [];
  const { changed = true, silent: _, ...details } = described;
  const delta = changed ? (details.delta ?? deltaOf(mutation)) : undefined;
  const { delta: __, ...rest } = details;
  const own = (type: EventDetails["type"], etag?: EventDetails["etag"]): TriggeredEvent => ({
    key,
    details: {
      type,
      method,
      ...(etag === undefined ? {} : { etag }),
      ...rest,
      ...(delta === undefined ? {} : { delta }),
    },
  });
  const onContainer = (type: EventDetails["type"]): TriggeredEvent[] =>
    container === undefined ? [] : [{ key: container, details: { type, method, object: member } }];

  switch (`${method} ${status}`) {
    case "PUT 200":
    case "PUT 204":
    case "PUT 205":
    case "PATCH 200":
    case "PATCH 204":
    case "PATCH 205":
      return [own("update", etagOf(mutation)), ...onContainer("update")];
    case "PUT 201":
    case "PATCH 201":
      return [own("create", etagOf(mutation)), ...onContainer("create")];
    case "POST 200":
    case "POST 204":
    case "POST 205":
      return [own("update", etagOf(mutation)), ...onContainer("update")];
    case "POST 201":
      return postCreated(mutation, own("create"));
    case "DELETE 200":
    case "DELETE 204":
      return [own("delete"), ...onContainer("delete")];
    default:
      return [];
  }
}

/** The collection gets an event for its new member, and the new member gets its first event (NF-6). */
function postCreated(mutation: Mutation, own: TriggeredEvent): TriggeredEvent[] {
  const { method, resource, fields, resourceAt } = mutation;
  const location = fields.get("location") ?? undefined;
  if (location === undefined || !isWritable(location)) return [own];
  const collection = { ...own, details: { object: absolutePath(location, resource), ...own.details } };
  const member = resourceAt?.(location);
  if (member === undefined || member === own.key) return [collection];
  const etag = tagOf(mutation);
  const details: EventDetails = { type: "create", method, ...(etag === undefined ? {} : { etag }) };
  return [collection, { key: member, details }];
}

/**
 * The new entity tag of the request's target, with the media type of its variant if that is known: a 204 describes the
 * target's selected representation (RFC 9110 15.3.5), and the content of a PUT is the representation.
 */
function etagOf(mutation: Mutation): EventDetails["etag"] {
  const { method, status, fields, contentType } = mutation;
  const etag = tagOf(mutation);
  // In a 200 response to a POST, the ETag belongs to the content of that response, not to the target.
  if (etag === undefined || (method === "POST" && status === 200)) return undefined;
  const described = status === 204 || status === 205 ? fields.get("content-type") : null;
  const variant = described ?? (method === "PUT" ? contentType : undefined);
  const normal = variant === undefined ? undefined : normalMediaType(variant);
  return normal === undefined ? etag : { [normal]: etag };
}

/**
 * The entity tag of the response, if it is the new representation's, as RFC 9110 8.8 says of a response to a mutation. Not all
 * middleware keeps to that.
 */
function tagOf({ status, fields, automaticEtag }: Mutation): string | undefined {
  const etag = fields.get("etag");
  if (automaticEtag === true || etag === null || !isEntityTag(etag)) return undefined;
  return isOfContent(etag, status, fields) ? undefined : etag;
}

/**
 * The delta of the request, if it can be sent. The content of a POST that created a member belongs to the member, and a
 * member's delta never goes to its collection (PREP-MS-7). With an invalid `Content-Type`, the event has no delta.
 */
function deltaOf({ method, status, delta }: Mutation): Delta | undefined {
  if (delta === undefined || !isDelta(delta)) return undefined;
  return method === "POST" && status === 201 ? undefined : delta;
}

/** Resolves a `Location` that is relative to the request's target (RFC 9110 10.2.2): in a notification, the target is unknown. */
function absolutePath(location: string, resource: string): string {
  if (/^(?:[a-z][a-z\d+.-]*:|\/)/i.test(location) || !resource.startsWith("/")) return location;
  const base = "http://localhost";
  const target = `${base}${resource}`;
  if (!URL.canParse(target)) return location;
  return URL.canParse(location, target) ? new URL(location, target).href.slice(base.length) : location;
}

function isWritable(location: string): boolean {
  if (location === "") return false;
  try {
    assertFieldValue("Content-Location", location);
    return true;
  } catch {
    return false;
  }
}
