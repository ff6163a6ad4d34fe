import { boundaryOf } from "./boundary.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { StreamError } from "./errors.ts";
import type { StreamLimits } from "./limits.ts";

const DEFAULT_COLLECTED = 16_777_216;

/**
 * One part of a multipart body, or one message of `application/http`, as long as it is the last that was asked for. Its
 * bytes come once, by whichever of `body`, `bytes`, `text` and `parts` asks for them. All fail with a
 * {@link StreamError} where the stream does (`truncated` also once the next part has been asked for).
 */
export interface Part {
  /** Its header fields, possibly none. */
  readonly fields: Headers;
  /** Its body. Cancelling it discards the rest of the part, and leaves the parts after it readable. */
  readonly body: ReadableStream<Uint8Array>;
  /**
   * Collects the body.
   *
   * @param limit the most bytes to collect, 16777216 (16 MiB) by default; more fail with `part-too-large`
   */
  bytes(limit?: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Collects the body as text in UTF-8; bytes that are none become U+FFFD. `limit` as for `bytes`. */
  text(limit?: number): Promise<string>;
  /**
   * Reads the body, a multipart one by its `Content-Type`, part by part, under the limits of the stream around it.
   *
   * @throws {@link StreamError} `content-type` where the part is no multipart body, `too-deep` beyond the limit `depth`
   */
  parts(): AsyncIterableIterator<Part>;
}

/** Where a part's bytes come from. */
export interface PartBytes<Item> {
  /** The next bytes of the part, or undefined at its end. */
  take(part: Item): Promise<Uint8Array | undefined>;
  /** Wants no more of them. */
  skip(part: Item): void;
}

/** Opens a multipart body inside a part. */
export type OpenParts = (
  source: ReadableStream<Uint8Array>,
  boundary: string,
  limits: StreamLimits,
) => AsyncIterableIterator<Part>;

/** A part whose bytes are taken as they arrive. */
export class StreamedPart implements Part {
  readonly fields: Headers;
  readonly #source: () => PartBytes<StreamedPart>;
  readonly #limits: StreamLimits;
  readonly #open: OpenParts;
  #body: ReadableStream<Uint8Array> | undefined;
  #ended = false;

  constructor(fields: Headers, source: () => PartBytes<StreamedPart>, limits: StreamLimits, open: OpenParts) {
    this.fields = fields;
    this.#source = source;
    this.#limits = limits;
    this.#open = open;
  }

  get body(): ReadableStream<Uint8Array> {
    // Made only when asked for: a stream costs more than most notifications are long.
    this.#body ??= new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const bytes = await this.#take();
          if (bytes === undefined) controller.close();
          else controller.enqueue(bytes);
        },
        cancel: () => {
          this.#ended = true;
          this.#source().skip(this);
        },
      },
      { highWaterMark: 0 },
    );
    return this.#body;
  }

  async bytes(limit: number = DEFAULT_COLLECTED): Promise<Uint8Array<ArrayBuffer>> {
    const collected = new ByteBuffer(limit);
    for (;;) {
      const piece = await this.#take();
      if (piece === undefined) return collected.view();
      collected.append(piece);
    }
  }

  async text(limit?: number): Promise<string> {
    return new TextDecoder().decode(await this.bytes(limit));
  }

  parts(): AsyncIterableIterator<Part> {
    const { depth = 4 } = this.#limits;
    if (depth < 1) throw new StreamError("too-deep", "nested too deep", { limit: depth });
    const boundary = boundaryOf(this.fields.get("content-type") ?? "");
    return this.#open(this.body, boundary, { ...this.#limits, depth: depth - 1 });
  }

  async #take(): Promise<Uint8Array | undefined> {
    if (this.#ended) return undefined;
    const bytes = await this.#source().take(this);
    if (bytes === undefined) this.#ended = true;
    return bytes;
  }
}
