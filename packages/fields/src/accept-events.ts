import { FieldError } from "./errors.ts";
import { type EventFieldValue, parseEventFieldList, serializeEventFields } from "./event-field-value.ts";
import { serializeStructuredItem, Token } from "./structured-fields.ts";

/** A member of `Accept-Events` (PREP-AE-1): a notification protocol and how it is wanted. */
export interface AcceptEventsItem {
  /** The protocol's name in lower case, such as `prep`. */
  readonly protocol: string;
  /** How much it is preferred, from 0 (not acceptable) to 1. */
  readonly weight: number;
  /** The event fields by name, in the sender's order, without `q`. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/**
 * Parses `Accept-Events` (PREP-AE-1, PREP-AE-2, PREP-AE-5), in the sender's order. Left out, one by one, are members
 * that are neither String nor Token (PREP-AE-3), and members whose `q` is no number from 0 to 1.
 *
 * @throws {@link FieldError} `field-syntax` when the field as a whole does not parse, Inner Lists nested more than eight
 * deep included: then it is to be ignored (PREP-AE-3)
 */
export function parseAcceptEvents(value: string): AcceptEventsItem[] {
  const items: AcceptEventsItem[] = [];
  for (const member of parseEventFieldList(value)) {
    const name = member.value;
    if (typeof name !== "string" && !(name instanceof Token)) continue;
    const parameters = new Map(member.parameters);
    const weight = parameters.get("q") ?? 1;
    if (!isWeight(weight)) continue;
    parameters.delete("q");
    items.push({ protocol: `${name}`.toLowerCase(), weight, parameters });
  }
  return items;
}

function isWeight(value: EventFieldValue): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/** The items in the order in which they are to be tried: by weight, ties as sent, without those of weight 0 (PREP-AE-4). */
export function preferredEvents(items: readonly AcceptEventsItem[]): AcceptEventsItem[] {
  return items.filter((item) => item.weight > 0).sort((a, b) => b.weight - a.weight);
}

/**
 * Serializes `Accept-Events`: names as lower-case Strings, `q` last and only where it is not 1 (PREP-AE-1, PREP-AE-2).
 *
 * @throws {@link FieldError} `field-value` for a weight outside 0 to 1, an event field named `q` (PREP-AE-12), and for
 * names and values that can't be serialized
 */
export function serializeAcceptEvents(items: readonly AcceptEventsItem[]): string {
  return items
    .map(({ protocol, weight, parameters }) => {
      if (!isWeight(weight) || parameters.has("q")) {
        throw new FieldError("field-value", "The weight of a protocol is a number from 0 to 1, and no event field", {
          field: "Accept-Events",
        });
      }
      const fields = serializeEventFields(weight === 1 ? parameters : new Map([...parameters, ["q", weight]]));
      return serializeStructuredItem("Accept-Events", protocol.toLowerCase()) + fields;
    })
    .join(", ");
}
