import { parseStructuredItem } from "./structured-fields.ts";

/**
 * Whether `Incremental` (draft-ietf-httpbis-incremental) asks for incremental forwarding (EQ-AR-1): only the Boolean
 * true does. Anything else, also what does not parse, is as if the field were absent; parameters are ignored.
 */
export function parseIncremental(value: string | null | undefined): boolean {
  try {
    return parseStructuredItem("Incremental", value ?? "")[0] === true;
  } catch {
    return false;
  }
}

/** The value of `Incremental` that asks intermediaries to forward the message as it comes: `?1`. */
export function serializeIncremental(): "?1" {
  return "?1";
}
