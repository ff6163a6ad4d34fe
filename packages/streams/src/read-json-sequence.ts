import { JsonSequenceDecoder } from "./json-sequence-decoder.ts";
import type { JsonSequenceLimits } from "./limits.ts";
import { Sequence } from "./sequence.ts";

/** One item of `application/json-seq`. */
export interface JsonText {
  /** The parsed value. */
  readonly value: unknown;
  /** The text as it was sent, with white space around it. */
  readonly text: string;
}

/**
 * Reads `application/json-seq` text by text, each as soon as it is whole. The iteration ends where the source does, which
 * the format can't tell from a cut-off between two texts (EQ-ST-11); leaving the loop cancels the source. It fails with
 * the errors of {@link JsonSequenceDecoder}, and with `source` where the source fails.
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
