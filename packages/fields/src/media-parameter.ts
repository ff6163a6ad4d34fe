import { type BareItem, Token } from "./structured-fields.ts";

/**
 * Converts a Structured Fields parameter to a media type parameter: Strings and Tokens as they are, numbers in decimal
 * notation. Returns `undefined` for other types, which have no equivalent.
 */
export function mediaParameterOf(name: string, value: BareItem): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && !(value instanceof Token)) return undefined;
  return name === "charset" ? `${value}`.toLowerCase() : `${value}`;
}
