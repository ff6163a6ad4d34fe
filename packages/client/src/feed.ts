import { type Decoder, StreamError } from "@resource-events/streams";
import type { Connection } from "./connection.ts";
import { ClientError } from "./errors.ts";
import { essence, readNotification } from "./forms.ts";
import type { Delivery } from "./framing.ts";
import type { Notification } from "./notification.ts";
import { clientLimits, type RequestOptions } from "./options.ts";
import { Representation } from "./representation.ts";

/** How the body of a response is to be read. */
export interface Reading {
  /** The decoder of its framing. */
  readonly decoder: (delivery: Delivery) => Decoder;
  /** Whether the framing says when there is no more. */
  readonly endMark: boolean;
  /** The advertised duration, in seconds. */
  readonly duration: number | undefined;
  /** Whether a part with these fields is no representation if it is empty. */
  readonly mayBeMissing: (fields: Headers) => boolean;
}

/**
 * What one response brings. Its body is read only while somebody waits for what is in it, so that what is kept is at most
 * what one chunk held, and the representation as far as somebody began to read it.
 */
export class Feed implements Delivery, AsyncIterator<Notification, undefined> {
  readonly #connection: Connection;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: Decoder;
  readonly #headers: Headers;
  readonly #reading: Reading;
  readonly #options: RequestOptions;
  readonly #start = performance.now();
  #representation: Representation | undefined;
  #queue: Notification[] = [];
  #filling: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #deleted = false;
  #over = false;
  #failure: { readonly error: unknown } | undefined;

  /** @throws StreamError where the head tells of no framing */
  constructor(connection: Connection, response: Response, reading: Reading, options: RequestOptions) {
    this.#decoder = reading.decoder(this);
    this.#reader = (response.body ?? new Blob([]).stream()).getReader();
    this.#connection = connection;
    this.#headers = response.headers;
    this.#reading = reading;
    this.#options = options;
    options.signal?.addEventListener("abort", this.#abort);
    if (options.signal?.aborted) this.#abort();
  }

  /**
   * Waits until the representation has begun; where it may be missing, until its first byte or its end.
   *
   * @returns undefined where it is missing
   * @throws ClientError, or the signal's reason, where the stream fails before
   */
  async begin(): Promise<Response | undefined> {
    while (!this.#over && !this.#representation?.begun) await this.#fill();
    const begun = this.#representation;
    if (this.#failure && !begun?.begun) throw this.#failure.error;
    return begun?.missing ? undefined : begun?.response;
  }

  next(): Promise<IteratorResult<Notification, undefined>> {
    this.#representation?.leave();
    const turn = this.#turn.then(() => this.#next());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async return(): Promise<IteratorResult<Notification, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  /** Leaves the stream, also while something of it is awaited. */
  close(): void {
    this.#representation?.leave();
    this.#queue = [];
    this.#failure = undefined;
    this.#conclude();
  }

  representation(status: number, fields: Headers): void {
    const headers = generalFields(this.#headers);
    for (const [name, value] of fields) headers.set(name, value);
    this.#representation = new Representation({
      status,
      headers,
      optional: this.#reading.mayBeMissing(fields),
      limit: clientLimits(this.#options.limits).representation,
      fill: () => this.#fill(),
    });
  }

  content(bytes: Uint8Array): void {
    this.#representation?.push(bytes);
  }

  contentEnd(): void {
    this.#representation?.end();
  }

  notification(fields: Headers, raw: Uint8Array<ArrayBuffer>, mediaType: string): void {
    const notification = readNotification(essence(fields.get("content-type"), mediaType), fields, raw);
    if (notification === undefined) return;
    this.#deleted ||= notification.type === "delete" && notification.object === undefined;
    this.#queue.push(notification);
  }

  end(): void {
    this.#conclude();
  }

  async #next(): Promise<IteratorResult<Notification, undefined>> {
    for (;;) {
      const value = this.#queue.shift();
      if (value !== undefined) return { done: false, value };
      if (this.#failure) throw this.#failure.error;
      if (this.#over) return { done: true, value: undefined };
      await this.#fill();
    }
  }

  /** Reads and decodes one chunk. Who asks while one is awaited waits for the same. Never rejects. */
  #fill(): Promise<void> {
    this.#filling ??= this.#read().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  async #read(): Promise<void> {
    if (this.#over) return;
    let chunk: Uint8Array | undefined;
    let cause: unknown;
    try {
      chunk = (await this.#reader.read()).value;
    } catch (error) {
      cause = error;
    }
    if (this.#over) return;
    try {
      if (chunk) return this.#decoder.push(chunk);
      this.#decoder.finish();
      if (!this.#mayEnd()) throw new ClientError("cut-off", "The stream ended before it was over", { cause });
      this.#conclude();
    } catch (error) {
      this.#conclude({ error: cause === undefined ? clientError(error) : cutOff(cause) });
    }
  }

  /** EQ-ST-11: where there is no end mark, the end must be due. */
  #mayEnd(): boolean {
    const { endMark, duration = Number.POSITIVE_INFINITY } = this.#reading;
    return endMark || this.#deleted || performance.now() - this.#start >= (duration - 1) * 1000;
  }

  readonly #abort = (): void => {
    this.#queue = [];
    this.#conclude({ error: this.#options.signal?.reason });
  };

  #conclude(failure?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#representation?.fail(failure ? failure.error : new ClientError("left", "The subscription was closed"));
    this.#reader.cancel().catch(() => {}); // it was left: what becomes of it concerns nobody
    this.#connection.close();
  }
}

function cutOff(cause: unknown): ClientError {
  return new ClientError("cut-off", `The connection was lost: ${cause}`, { cause });
}

/** What the decoders throw, in this package's terms. */
function clientError(error: unknown): unknown {
  if (!(error instanceof StreamError)) return error;
  const { code, message } = error;
  const own = code === "truncated" ? "cut-off" : code.endsWith("too-large") ? "too-large" : "stream";
  return new ClientError(own, `The stream is broken: ${message}`, { cause: error });
}

/** The fields of the head that speak of the resource, and neither of the stream nor of its content. */
function generalFields(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => !/^(content-|transfer-|events$|incremental$)/.test(name)));
}
