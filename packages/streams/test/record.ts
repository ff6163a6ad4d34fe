import {
  type Decoder,
  HttpMessageDecoder,
  JsonSequenceDecoder,
  MultipartDecoder,
  type StreamLimits,
} from "../src/index.ts";
import { textOf } from "./chunks.ts";

/** What a decoder reported for one part or message. */
interface Recorded {
  readonly status?: number;
  readonly fields: Record<string, string>;
  body: string;
  whole: boolean;
}

/** What a decoder reported for a stream. */
export interface Recording {
  readonly parts: Recorded[];
  ended: boolean;
}

export function recordMultipart(boundary: string, limits?: StreamLimits): [MultipartDecoder, Recording] {
  const recording: Recording = { parts: [], ended: false };
  const decoder = new MultipartDecoder(
    boundary,
    {
      onPart: (fields) => recording.parts.push({ fields: Object.fromEntries(fields), body: "", whole: false }),
      onBody: (chunk) => addBody(recording, chunk),
      onPartEnd: () => endPart(recording),
      onEnd: () => {
        recording.ended = true;
      },
    },
    limits,
  );
  return [decoder, recording];
}

export function recordHttp(limits?: StreamLimits): [HttpMessageDecoder, Recording] {
  const recording: Recording = { parts: [], ended: false };
  const decoder = new HttpMessageDecoder(
    {
      onMessage: (status, fields) =>
        recording.parts.push({ status, fields: Object.fromEntries(fields), body: "", whole: false }),
      onBody: (chunk) => addBody(recording, chunk),
      onMessageEnd: () => endPart(recording),
    },
    limits,
  );
  return [decoder, recording];
}

export function recordJsonSequence(limit?: number): [JsonSequenceDecoder, { values: unknown[]; skipped: string }] {
  const recording: { values: unknown[]; skipped: string } = { values: [], skipped: "" };
  const decoder = new JsonSequenceDecoder(
    {
      onText: (value) => recording.values.push(value),
      onSkipped: (bytes) => {
        recording.skipped += textOf(bytes);
      },
    },
    { text: limit },
  );
  return [decoder, recording];
}

/** Pushes all chunks and ends the stream. */
export function feed<Result>([decoder, result]: [Decoder, Result], chunks: readonly Uint8Array[]): Result {
  for (const chunk of chunks) decoder.push(chunk);
  decoder.finish();
  return result;
}

function addBody(recording: Recording, chunk: Uint8Array): void {
  const part = recording.parts.at(-1);
  if (part === undefined || part.whole || chunk.length === 0) throw new TypeError("bytes out of turn");
  part.body += textOf(chunk);
}

function endPart(recording: Recording): void {
  const part = recording.parts.at(-1);
  if (part === undefined || part.whole) throw new TypeError("an end out of turn");
  part.whole = true;
}
