import { NotApplicable } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import { isInnerList, type Parameters, readList, textOf } from "../../parsers/structured-fields.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";

/** The parameters of the item `prep` in a response's `Accept-Events` (PREP-DI-1). */
export function prepItem(exchange: Exchange): Parameters | undefined {
  const members = readList(exchange.field("Accept-Events") ?? "") ?? [];
  return members.find((member) => !isInnerList(member) && textOf(member.value)?.toLowerCase() === "prep")?.parameters;
}

/** The media types of notifications that a response advertises, without their parameters (PREP-DI-2). */
export function advertisedForms(exchange: Exchange): readonly string[] {
  const accept = prepItem(exchange)?.get("accept");
  const types = isInnerList(accept) ? accept.items.map(({ value }) => textOf(value)) : [textOf(accept)];
  return types.map((type) => readMediaType(type)?.essence).filter((type) => type !== undefined);
}

/** What the target advertises; the default form where it advertises none. */
export function formsOf({ offer }: CheckContext): readonly string[] {
  const forms = [offer.head, offer.get].map(advertisedForms).find(({ length }) => length > 0);
  return forms ?? ["message/rfc822"];
}

/** Two forms to choose between. Skipped where there is but one. */
export function twoForms(context: CheckContext): readonly [string, string] {
  const [first, second] = formsOf(context);
  if (first === undefined || second === undefined) {
    throw new NotApplicable("the target advertises a single form of notifications");
  }
  return [first, second];
}

/**
 * An `Accept-Events` that is answered by a form, where the target has it: without a parameter where it is its first, since
 * a server need not be able to read more for what is judged. Skipped where it does not have it.
 */
export function askingFor(form: string, context: CheckContext): string {
  const forms = formsOf(context);
  if (forms[0] === form) return '"prep"';
  if (!forms.includes(form)) throw new NotApplicable(`the target does not advertise notifications as ${form}`);
  return `"prep";accept="${form}"`;
}

/** A field as it stands there, for reports. */
export function observedField(exchange: Exchange, name: string): string {
  const value = exchange.field(name);
  return value === undefined ? `no ${name} field` : `${name}: ${value}`;
}
