import type { StreamLimits } from "./limits.ts";
import { MultipartDecoder } from "./multipart-decoder.ts";
import { type Part, StreamedPart } from "./part.ts";
import { Sequence } from "./sequence.ts";

/**
 * Reads a multipart body part by part. A part is available when its fields have arrived, and its bytes as they arrive.
 * Its unread bytes are discarded when the next part is requested. The source is read only while a caller waits for
 * something.
 *
 * The iteration ends at the close-delimiter, without waiting for the source to end. The rest of the source is discarded
 * in the background. After 64 KiB or one second, the source is cancelled. It is cancelled immediately if the loop is
 * left (`break`, or `return()`, which also ends a wait for the next part) or if the stream is malformed.
 *
 * The iteration fails with a {@link StreamError}: those of {@link MultipartDecoder}, `truncated` if the source ends
 * without a close-delimiter, `source` if the source fails. An inner multipart body fails with the error of the outer
 * one.
 *
 * @throws {@link StreamError} `boundary` if the boundary is invalid
 */
export function readMultipart(
  source: ReadableStream<Uint8Array>,
  boundary: string,
  limits: StreamLimits = {},
): AsyncIterableIterator<Part> {
  const parts: Sequence<StreamedPart> = new Sequence<StreamedPart>(
    source,
    ({ item, bytes, itemEnd, end }) =>
      new MultipartDecoder(
        boundary,
        {
          onPart: (fields) => item(new StreamedPart(fields, () => parts, limits, readMultipart)),
          onBody: bytes,
          onPartEnd: itemEnd,
          onEnd: end,
        },
        limits,
      ),
  );
  return parts;
}
