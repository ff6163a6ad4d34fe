import { excerpt, FieldError } from "./errors.ts";
import { assertFieldName, assertFieldValue, trimWhitespace } from "./field-syntax.ts";

/** Interest in notifications or in the representation, and the form that is preferred (EQ-DM-1, EQ-DM-2). */
export interface Interest {
  /** Header fields by lower-case name; names are tokens, values valid field values. */
  readonly fields: ReadonlyMap<string, string>;
  /** All members as they were sent, fields included, for forms and extensions. Its prototype is `null`. */
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * The data model of a subscription (EQ-DM-2). Neither `events` nor `state`: a single notification is wanted. `state`
 * never stands without `events` (EQ-DM-3).
 */
export interface Subscription {
  /** Interest in a stream of notifications. */
  readonly events?: Interest;
  /** Interest in the representation. */
  readonly state?: Interest;
  /** Members other than `events` and `state`, as they were sent. Its prototype is `null`. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** How much a subscription may bring. */
export interface SubscriptionLimits {
  /** The most bytes of content; 16384 by default. */
  readonly bytes?: number;
  /** The most objects and arrays inside one another, the document itself included; 16 by default. */
  readonly depth?: number;
}

/** The limits with their defaults. */
export function subscriptionLimits(limits: SubscriptionLimits = {}): Required<SubscriptionLimits> {
  return { bytes: limits.bytes ?? 16_384, depth: limits.depth ?? 16 };
}

/**
 * The data model that a parsed document holds (EQ-DM-2, EQ-DM-3), for realizations in any syntax.
 *
 * Members of `events` and `state` are fields, in any letter case, with String values; those whose name begins with `@`
 * are no fields and may be anything, and `latest` in `events` is none either, but a boolean. In `events`, an `@context` that names ActivityStreams selects
 * `application/activity+json` where there is no `Accept`. `null` for `events` or `state` is an empty object.
 *
 * @throws {@link FieldError} `content-too-deep`; `content-semantics`, whose `field` names the member
 */
export function subscriptionOf(document: unknown, limits?: SubscriptionLimits): Subscription {
  const { depth } = subscriptionLimits(limits);
  if (nestsDeeper(document, depth)) {
    throw new FieldError("content-too-deep", `The document nests more than ${depth} objects and arrays`);
  }
  if (!isObject(document)) throw new FieldError("content-semantics", "The document is no object");
  const members = membersOf(document);
  const { events, state, ...others } = members;
  if ("state" in members && !("events" in members)) {
    const message = "state without events: only a stream of notifications can begin with the representation";
    throw new FieldError("content-semantics", message, { field: "state" });
  }
  return {
    ...("events" in members ? { events: interestOf("events", events) } : {}),
    ...("state" in members ? { state: interestOf("state", state) } : {}),
    members: membersOf(others),
  };
}

function interestOf(name: "events" | "state", value: unknown): Interest {
  if (value !== null && !isObject(value)) throw nonsense(name, "is no object");
  const fields = new Map<string, string>();
  for (const [member, content] of Object.entries(value ?? {})) {
    if (member.startsWith("@")) continue;
    const path = `${name}.${member}`;
    // The one member that is no field: whether events may be left out for the newest, where the subscriber reads slowly.
    if (path === "events.latest") {
      if (typeof content !== "boolean") throw nonsense(path, "is no boolean");
      continue;
    }
    if (typeof content !== "string") throw nonsense(path, "is no string");
    const field = member.toLowerCase();
    if (fields.has(field)) throw nonsense(path, "is there twice, in different letter case");
    const trimmed = trimWhitespace(content);
    try {
      assertFieldName(member);
      assertFieldValue(member, trimmed);
    } catch (cause) {
      throw nonsense(path, "is no header field", cause);
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

function nonsense(field: string, problem: string, cause?: unknown): FieldError {
  return new FieldError("content-semantics", `${excerpt(field)} ${problem}`, { field, cause });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own members on no prototype, and never `__proto__`: whoever copies them on must not be caught by it. */
function membersOf(value: object): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) if (name !== "__proto__") members[name] = member;
  return members;
}

function nestsDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth <= 0 || Object.values(value).some((member) => nestsDeeper(member, depth - 1));
}
