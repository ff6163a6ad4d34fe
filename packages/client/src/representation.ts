import { ClientError } from "./errors.ts";

/** The representation on its way from the stream to its reader. */
export class Representation {
  /** The response that the reader gets. */
  readonly response: Response;
  /** How many bytes have arrived. */
  received = 0;
  /** Whether it is complete. */
  ended = false;
  readonly #body: ReadableStream<Uint8Array>;
  readonly #limit: number;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Whether the reader needs no more. */
  #over = false;

  /**
   * @param limit how many bytes may wait to be read
   * @param fill reads and decodes the next chunk of the stream; never rejects
   */
  constructor(init: { status: number; headers: Headers }, limit: number, fill: () => Promise<void>) {
    this.#limit = limit;
    this.#body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: async () => {
          const before = this.received;
          while (!this.#over && this.received === before) await fill();
        },
        cancel: () => {
          this.#over = true;
        },
      },
      { highWaterMark: 0, size: (bytes) => bytes.length },
    );
    const empty = init.status === 204 || init.status === 304;
    this.response = new Response(empty ? null : (this.#body as BodyInit), init);
  }

  push(bytes: Uint8Array): void {
    this.received += bytes.length;
    if (this.#over) return;
    this.#controller?.enqueue(bytes);
    if (-(this.#controller?.desiredSize ?? 0) > this.#limit) {
      this.fail(new ClientError("too-large", `The representation has more than ${this.#limit} bytes unread`));
    }
  }

  end(): void {
    this.ended = true;
    if (!this.#over) this.#controller?.close();
    this.#over = true;
  }

  /** Ends the representation with an error: by default, that it was left. */
  fail(error: unknown = new ClientError("left", "The representation was left unread")): void {
    if (!this.#over) this.#controller?.error(error);
    this.#over = true;
  }

  /** The notifications after it are being read. A reader that began before that gets the rest as it comes. */
  leave(): void {
    if (this.#body.locked || this.response.bodyUsed) return;
    // Even if all of it is here already: whether late reading works must not depend on how the bytes arrived.
    this.#over = false;
    this.fail();
  }
}
