import { excerpt, FieldError } from "./errors.ts";
import { assertFieldName, assertFieldValue, trimWhitespace } from "./field-syntax.ts";

/** Interest in notifications or in the representation, and the preferred form of them (EQ-DM-1, EQ-DM-2). */
export interface Interest {
  /** Header fields by lower-case name. All names and values are valid. */
  readonly fields: ReadonlyMap<string, string>;
  /** All members as sent, including fields, for forms and extensions. Its prototype is `null`. */
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * The data model of a subscription (EQ-DM-2). Without `events` and `state`, the client wants a single notification.
 * `state` is only allowed together with `events` (EQ-DM-3).
 */
export interface Subscription {
  /** Interest in a stream of notifications. */
  readonly events?: Interest;
  /** Interest in the representation. */
  readonly state?: Interest;
  /** Members other than `events` and `state`, as sent. Its prototype is `null`. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Limits on the content of a subscription. */
export interface SubscriptionLimits {
  /** The most bytes of content. Default 16384. */
  readonly bytes?: number;
  /** The most levels of nested objects and arrays, including the document itself. Default 16. */
  readonly depth?: number;
}

/** Adds the defaults to the limits. */
export function subscriptionLimits(limits: SubscriptionLimits = {}): Required<SubscriptionLimits> {
  return { bytes: limits.bytes ?? 16_384, depth: limits.depth ?? 16 };
}

/**
 * Reads the data model from a parsed document (EQ-DM-2, EQ-DM-3), for realizations in any syntax.
 *
 * The members of `events` and `state` are header fields with case-insensitive names and String values, with two
 * exceptions. A member whose name begins with `@` may have any value. `latest` in `events` is a boolean. If `events`
 * has an `@context` that names ActivityStreams and no `Accept`, the form is `application/activity+json`. `null` as
 * `events` or `state` means an empty object.
 *
 * @throws {@link FieldError} `content-too-deep`; `content-semantics`, whose `field` names the member
 */
export function subscriptionOf(document: unknown, limits?: SubscriptionLimits): Subscription {
  const { depth } = subscriptionLimits(limits);
  if (nestsDeeper(document, depth)) {
    throw new FieldError("content-too-deep", `The document nests objects and arrays more than ${depth} deep`);
  }
  if (!isObject(document)) throw new FieldError("content-semantics", "The document is not an object");
  const members = membersOf(document);
  const { events, state, ...others } = members;
  if ("state" in members && !("events" in members)) {
    const message = "state is only allowed together with events: only a stream can begin with the representation";
    throw new FieldError("content-semantics", message, { field: "state" });
  }
  return {
    ...("events" in members ? { events: interestOf("events", events) } : {}),
    ...("state" in members ? { state: interestOf("state", state) } : {}),
    members: membersOf(others),
  };
}

function interestOf(name: "events" | "state", value: unknown): Interest {
  if (value !== null && !isObject(value)) throw invalidMember(name, "is not an object");
  const fields = new Map<string, string>();
  for (const [member, content] of Object.entries(value ?? {})) {
    if (member.startsWith("@")) continue;
    const path = `${name}.${member}`;
    // The only other member that is not a field: whether a slow subscriber may miss events in favour of the latest.
    if (path === "events.latest") {
      if (typeof content !== "boolean") throw invalidMember(path, "is not a boolean");
      continue;
    }
    if (typeof content !== "string") throw invalidMember(path, "is not a string");
    const field = member.toLowerCase();
    if (fields.has(field)) throw invalidMember(path, "is repeated in different letter case");
    const trimmed = trimWhitespace(content);
    try {
      assertFieldName(member);
      assertFieldValue(member, trimmed);
    } catch (cause) {
      throw invalidMember(path, "is not a valid header field", cause);
    }
    fields.set(field, trimmed);
  }
  const members = membersOf(value ?? {});
  if (name === "events" && !fields.has("accept") && namesActivityStreams(members["@context"])) {
    fields.set("accept", "application/activity+json");
  }
  return { fields, members };
}

function namesActivityStreams(context: unknown): boolean {
  const names: unknown[] = [
    "activity+json",
    "https://www.w3.org/ns/activitystreams",
    "http://www.w3.org/ns/activitystreams",
  ];
  return (Array.isArray(context) ? context : [context]).some((name) => names.includes(name));
}

function invalidMember(field: string, problem: string, cause?: unknown): FieldError {
  return new FieldError("content-semantics", `${excerpt(field)} ${problem}`, { field, cause });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Copies the own members to an object without a prototype. Leaves out `__proto__`, which could pollute later copies.
 */
function membersOf(value: object): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) if (name !== "__proto__") members[name] = member;
  return members;
}

function nestsDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth <= 0 || Object.values(value).some((member) => nestsDeeper(member, depth - 1));
}
