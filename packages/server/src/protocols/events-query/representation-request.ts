import type { Interest } from "@resource-events/fields";
import type { EncapsulationName } from "../../delivery/choice.ts";
import type { HeaderFields } from "../../message.ts";

const preconditions = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] as const;

/**
 * The members of `state` that act: content negotiation and preconditions (EQ-DM-2). No others, so that a subscription
 * can't give the GET a credential, a host or an address that its own request does not have.
 */
const effective: ReadonlySet<string> = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "a-im",
  "if-range",
  "prefer",
  "range",
  ...preconditions,
]);

/** Fields of the QUERY that speak of the QUERY alone. */
const ofTheQuery: ReadonlySet<string> = new Set([
  ...effective,
  "accept-events",
  "events",
  "expect",
  "incremental",
  "last-event-id",
  "transfer-encoding",
]);

/**
 * The fields of the GET whose answer is the representation (EQ-RP-1): those of the QUERY that speak for its sender
 * (credentials, cookies, host), and those in `state`. Without interest in the state it is the plain GET.
 */
export function representationRequest(
  query: HeaderFields,
  state: Interest | undefined,
  encapsulation: EncapsulationName,
): Headers {
  const get = new Headers();
  for (const [name, value] of query) {
    if (!ofTheQuery.has(name) && !name.startsWith("content-")) get.append(name, value);
  }
  for (const [name, value] of state?.fields ?? []) if (effective.has(name)) get.set(name, value);
  if (encapsulation === "json-seq") {
    // A sequence item is the JSON text itself: always there, whole and unencoded (EQ-RP-3, EQ-RP-4).
    for (const name of [...preconditions, "accept-encoding", "range", "if-range", "a-im"]) get.delete(name);
  }
  return get;
}

/** Whether a GET with these fields may be answered by 304 or 412. */
export function hasPreconditions(get: HeaderFields): boolean {
  return preconditions.some((name) => get.get(name) !== null);
}
