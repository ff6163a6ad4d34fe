import { FieldError } from "./errors.ts";
import { type EventFieldValue, parseEventFieldList, serializeEventFields } from "./event-field-value.ts";
import { serializeStructuredItem, Token } from "./structured-fields.ts";

/** A member of `Accept-Events` (PREP-AE-1): a notification protocol, and the notifications that the client wants. */
export interface AcceptEventsItem {
  /** The name of the protocol in lower case, such as `prep`. */
  readonly protocol: string;
  /** The preference, from 0 (not acceptable) to 1. */
  readonly weight: number;
  /** The event fields by name, in the order of the field, without `q`. */
  readonly parameters: ReadonlyMap<string, EventFieldValue>;
}

/**
 * Parses `Accept-Events` (PREP-AE-1, PREP-AE-2, PREP-AE-5). Items come in the order of the field. Members are ignored
 * if they are neither a String nor a Token (PREP-AE-3), or if their `q` is not a number from 0 to 1.
 *
 * @throws {@link FieldError} `field-syntax` if the field as a whole does not parse, or if Inner Lists are nested more
 * than eight deep. Servers then ignore the field (PREP-AE-3)
 */
export function parseAcceptEvents(value: string): AcceptEventsItem[] {
  const items: AcceptEventsItem[] = [];
  for (const { value: name, parameters } of parseEventFieldList(value)) {
    if (typeof name !== "string" && !(name instanceof Token)) continue;
    const protocol = `${name}`.toLowerCase();
    const weight = parameters.get("q");
    if (weight === undefined) {
      items.push({ protocol, weight: 1, parameters });
    } else if (isWeight(weight)) {
      const others = new Map(parameters);
      others.delete("q");
      items.push({ protocol, weight, parameters: others });
    }
  }
  return items;
}

function isWeight(value: EventFieldValue): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/** Sorts items by descending weight, ties in the order of the field, and leaves out items of weight 0 (PREP-AE-4). */
export function preferredEvents(items: readonly AcceptEventsItem[]): AcceptEventsItem[] {
  return items.filter((item) => item.weight > 0).sort((a, b) => b.weight - a.weight);
}

/**
 * Serializes `Accept-Events`. Protocol names become lower-case Strings. `q` comes last and is left out if the weight is
 * 1 (PREP-AE-1, PREP-AE-2).
 *
 * @throws {@link FieldError} `field-value` if a weight is outside 0 to 1, if an event field is named `q` (PREP-AE-12),
 * or if a name or value cannot be serialized
 */
export function serializeAcceptEvents(items: readonly AcceptEventsItem[]): string {
  return items
    .map(({ protocol, weight, parameters }) => {
      if (!isWeight(weight) || parameters.has("q")) {
        const message = "The weight of a protocol must be a number from 0 to 1, and q must not be an event field";
        throw new FieldError("field-value", message, { field: "Accept-Events" });
      }
      const fields = serializeEventFields(weight === 1 ? parameters : new Map([...parameters, ["q", weight]]));
      return serializeStructuredItem("Accept-Events", protocol.toLowerCase()) + fields;
    })
    .join(", ");
}
