import { ClientError } from "./errors.ts";

/** What a representation begins with. */
export interface RepresentationSettings {
  readonly status: number;
  readonly headers: Headers;
  /** Whether it is none if it is empty. */
  readonly optional: boolean;
  /** How many bytes may wait to be read. */
  readonly limit: number;
  /** Reads and decodes the next chunk of the stream; never rejects. */
  readonly fill: () => Promise<void>;
}

/** The representation on its way from the stream to whoever reads it. */
export class Representation {
  /** What its reader gets. */
  readonly response: Response;
  readonly #body: ReadableStream<Uint8Array> | null;
  readonly #optional: boolean;
  readonly #limit: number;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #asked = false;
  #over = false;
  #ended = false;
  #received = 0;

  constructor({ status, headers, optional, limit, fill }: RepresentationSettings) {
    this.#optional = optional;
    this.#limit = limit;
    const empty = status === 204 || status === 304;
    this.#body = empty
      ? null
      : new ReadableStream<Uint8Array>(
          {
            start: (controller) => {
              this.#controller = controller;
            },
            pull: async () => {
              this.#asked = true;
              const before = this.#received;
              while (!this.#over && this.#received === before) await fill();
            },
            cancel: () => {
              this.#over = true;
            },
          },
          { highWaterMark: 0, size: (bytes) => bytes.length },
        );
    this.response = new Response(this.#body as BodyInit | null, { status, headers });
  }

  /** Whether it is known that it is there, or that it is missing. */
  get begun(): boolean {
    return !this.#optional || this.#ended || this.#received > 0;
  }

  /** Whether it was left out, as far as is known. */
  get missing(): boolean {
    return this.#optional && this.#received === 0;
  }

  push(bytes: Uint8Array): void {
    this.#received += bytes.length;
    if (this.#over) return;
    this.#controller?.enqueue(bytes);
    if (-(this.#controller?.desiredSize ?? 0) > this.#limit) {
      this.fail(new ClientError("too-large", `More than ${this.#limit} bytes of the representation wait to be read`));
    }
  }

  end(): void {
    this.#ended = true;
    if (this.#over) return;
    this.#over = true;
    this.#controller?.close();
  }

  /** It does not go on. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.error(error);
  }

  /** The notifications behind it are read. Whoever began to read it before gets the rest of it as it comes. */
  leave(): void {
    if (this.#asked || this.#body?.locked || this.response.bodyUsed) return;
    this.#over = true;
    // Also where all of it is here already: whether reading it late works must not depend on how the bytes came.
    this.#controller?.error(new ClientError("left", "The representation is to be read before the notifications"));
  }
}
