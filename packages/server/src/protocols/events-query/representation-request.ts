import type { Interest } from "@resource-events/fields";
import type { EncapsulationName } from "../../delivery/choice.ts";
import type { HeaderFields } from "../../message.ts";

const preconditions = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] as const;

/**
 * The members of `state` that take effect: content negotiation and preconditions (EQ-DM-2). We ignore all others, so that
 * they can't give the GET a credential, a host or an address that the QUERY itself does not have.
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

/** Fields of the QUERY that do not apply to the GET. */
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
 * Makes the fields of the GET whose response is the representation (EQ-RP-1): those of the QUERY that concern its sender
 * (credentials, cookies, host), and those in `state`. Without `state`, it is a plain GET.
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
    // An item of a sequence is the JSON text itself, so it must be present, complete and without a coding (EQ-RP-3, EQ-RP-4).
    for (const name of [...preconditions, "accept-encoding", "range", "if-range", "a-im"]) get.delete(name);
  }
  return get;
}

/** Whether the response to a GET with these fields may be a 304 or 412. */
export function hasPreconditions(get: HeaderFields): boolean {
  return preconditions.some((name) => get.get(name) !== null);
}
