import { boundaryOf } from "./boundary.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { StreamError } from "./errors.ts";
import type { StreamLimits } from "./limits.ts";

const DEFAULT_COLLECTED = 16_777_216;

/**
 * One part of a multipart body, or one message of `application/http`. Its bytes can be read once, with `body`, `bytes`,
 * `text` or `parts`, and only until the next part is requested. All of these fail with a {@link StreamError} if the
 * stream does, and with `truncated` if the next part has been requested.
 */
export interface Part {
  /** The header fields; there may be none. */
  readonly fields: Headers;
  /** The body. Cancelling it discards the rest of the part. Later parts can still be read. */
  readonly body: ReadableStream<Uint8Array>;
  /**
   * Collects the body.
   *
   * @param limit the most bytes to collect, 16777216 (16 MiB) by default; more fail with `part-too-large`
   */
  bytes(limit?: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Collects the body as text in UTF-8. Invalid bytes become U+FFFD. `limit` as for `bytes`. */
  text(limit?: number): Promise<string>;
  /**
   * Reads the body part by part, if it is multipart according to its `Content-Type`. The limits of the outer stream
   * apply.
   *
   * @throws {@link StreamError} `content-type` if the part is not multipart, `too-deep` if it exceeds the limit `depth`
   */
  parts(): AsyncIterableIterator<Part>;
}

/** The source of the bytes of a part. */
export interface PartBytes<Item> {
  /** Returns the next bytes of the part, or undefined at its end. */
  take(part: Item): Promise<Uint8Array | undefined>;
  /** Discards the rest of the part. */
  skip(part: Item): void;
}

/** Reads a multipart body inside a part. */
export type OpenParts = (
  source: ReadableStream<Uint8Array>,
  boundary: string,
  limits: StreamLimits,
) => AsyncIterableIterator<Part>;

/** A part whose bytes are read as they arrive. */
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
    // Created on demand: a stream needs more memory than most notifications.
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
