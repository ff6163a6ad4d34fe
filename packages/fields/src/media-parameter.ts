import { type BareItem, Token } from "./structured-fields.ts";

/**
 * The parameter of a media type that a Structured Fields parameter stands for: Strings and Tokens as they are, numbers
 * as they are written; `undefined` for types that mean no such parameter.
 */
export function mediaParameterOf(name: string, value: BareItem): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && !(value instanceof Token)) return undefined;
  return name === "charset" ? `${value}`.toLowerCase() : `${value}`;
}
