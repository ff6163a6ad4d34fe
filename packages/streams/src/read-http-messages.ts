import { HttpMessageDecoder } from "./http-decoder.ts";
import type { StreamLimits } from "./limits.ts";
import { type OpenParts, type Part, type PartBytes, StreamedPart } from "./part.ts";
import { readMultipart } from "./read-multipart.ts";
import { Sequence } from "./sequence.ts";

/** One message of `application/http`. */
export interface HttpMessage extends Part {
  /** 200 to 599. Interim messages are ignored. */
  readonly status: number;
}

/**
 * Reads `application/http` message by message, like {@link readMultipart}. The iteration ends when the source ends
 * between two messages. The format cannot tell whether that is a clean end (EQ-ST-11). The iteration fails with the
 * errors of {@link HttpMessageDecoder}, and with `source` if the source fails.
 */
export function readHttpMessages(
  source: ReadableStream<Uint8Array>,
  limits: StreamLimits = {},
): AsyncIterableIterator<HttpMessage> {
  const messages: Sequence<StreamedMessage> = new Sequence<StreamedMessage>(
    source,
    ({ item, bytes, itemEnd }) =>
      new HttpMessageDecoder(
        {
          onMessage: (status, fields) =>
            item(new StreamedMessage(status, fields, () => messages, limits, readMultipart)),
          onBody: bytes,
          onMessageEnd: itemEnd,
        },
        limits,
      ),
  );
  return messages;
}

class StreamedMessage extends StreamedPart implements HttpMessage {
  readonly status: number;

  constructor(
    status: number,
    fields: Headers,
    source: () => PartBytes<StreamedPart>,
    limits: StreamLimits,
    open: OpenParts,
  ) {
    super(fields, source, limits, open);
    this.status = status;
  }
}
