import { NotApplicable } from "../../finding.ts";
import { readMediaType } from "../../parsers/media-type.ts";
import { isInnerList, type Parameters, readList, textOf } from "../../parsers/structured-fields.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { CheckContext } from "../check.ts";

/** The parameters of the item `prep` in `Accept-Events` of a response (PREP-DI-1). */
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

/** The forms that the target advertises, or the default form if it advertises none. */
export function formsOf({ offer }: CheckContext): readonly string[] {
  const forms = [offer.head, offer.get].map(advertisedForms).find(({ length }) => length > 0);
  return forms ?? ["message/rfc822"];
}

/** Two forms to choose between. Skips the check if there is only one. */
export function twoForms(context: CheckContext): readonly [string, string] {
  const [first, second] = formsOf(context);
  if (first === undefined || second === undefined) {
    throw new NotApplicable("the target advertises a single form of notifications");
  }
  return [first, second];
}

/**
 * An `Accept-Events` that asks for a form. It has no parameter if the form is the target's first one, so that a check
 * does not depend on a server's reading of parameters. Skips the check if the target does not have the form.
 */
export function askingFor(form: string, context: CheckContext): string {
  const forms = formsOf(context);
  if (forms[0] === form) return '"prep"';
  if (!forms.includes(form)) throw new NotApplicable(`the target does not advertise notifications as ${form}`);
  return `"prep";accept="${form}"`;
}

/** Describes a field for reports. */
export function observedField(exchange: Exchange, name: string): string {
  const value = exchange.field(name);
  return value === undefined ? `no ${name} field` : `${name}: ${value}`;
}
