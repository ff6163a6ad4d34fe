import { parseStructuredItem } from "./structured-fields.ts";

/**
 * Whether `Incremental` (draft-ietf-httpbis-incremental) asks for incremental forwarding (EQ-AR-1). Only the Boolean
 * true does. Any other value counts as absent, even if it does not parse. Parameters are ignored.
 */
export function parseIncremental(value: string | null | undefined): boolean {
  if (!value) return false;
  try {
    return parseStructuredItem("Incremental", value)[0] === true;
  } catch {
    return false;
  }
}

/** Returns `?1`, the value of `Incremental` that asks intermediaries to forward the message as it arrives. */
export function serializeIncremental(): "?1" {
  return "?1";
}
