import { JsonSequenceDecoder } from "./json-sequence-decoder.ts";
import type { JsonSequenceLimits } from "./limits.ts";
import { Sequence } from "./sequence.ts";

/** One item of `application/json-seq`. */
export interface JsonText {
  /** The parsed value. */
  readonly value: unknown;
  /** The text as sent, including white space around it. */
  readonly text: string;
}

/**
 * Reads `application/json-seq` text by text, each as soon as it is complete. The iteration ends when the source ends.
 * The format cannot tell whether an end between two texts is clean (EQ-ST-11). Leaving the loop cancels the source. The
 * iteration fails with the errors of {@link JsonSequenceDecoder}, and with `source` if the source fails.
 */
export function readJsonSequence(
  source: ReadableStream<Uint8Array>,
  limits: JsonSequenceLimits = {},
): AsyncIterableIterator<JsonText> {
  return new Sequence<JsonText>(
    source,
    ({ item }) => new JsonSequenceDecoder({ onText: (value, text) => item({ value, text }) }, limits),
  );
}
