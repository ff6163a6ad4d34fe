import type { StreamLimits } from "./limits.ts";
import { MultipartDecoder } from "./multipart-decoder.ts";
import { type Part, StreamedPart } from "./part.ts";
import { Sequence } from "./sequence.ts";

/**
 * Reads a multipart body part by part. A part is given out when its fields are there, and its bytes as they arrive; what is
 * not read of it is discarded when the next one is asked for. The source is read only while somebody waits.
 *
 * The iteration ends at the close-delimiter, at once. The source may then come to its own end: what follows is discarded
 * in the background, up to 64 KiB or for a second, whereafter the source is cancelled. It is cancelled at once when the
 * loop is left (`break`, or `return()`, which also ends a wait for the next part) and when the stream is malformed. The
 * iteration fails with a {@link StreamError}: those of {@link MultipartDecoder}, `truncated` where the source ends without close-delimiter,
 * `source` where the source fails. An inner multipart body fails with the error of the outer one.
 *
 * @throws {@link StreamError} `boundary` for a text that can't be a boundary
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
