import { ByteBuffer, type Decoder, type PartHandlers, StreamError } from "@resource-events/streams";
import { ClientError } from "./errors.ts";
import { essence, readNotification } from "./forms.ts";
import type { Notification } from "./notification.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import { Representation } from "./representation.ts";
import type { Answer } from "./request.ts";

/** How the body of a response is to be read. */
export interface Reading {
  /** The decoder of its framing. @throws StreamError where the head tells of no framing */
  readonly decoder: (feed: Feed) => Decoder;
  /** What a notification is that does not say so itself. */
  readonly mediaType: string;
  /** Whether the first part or message is the representation. */
  readonly withRepresentation: boolean;
  /** The advertised duration, in seconds. */
  readonly duration: number | undefined;
  /** Whether a part with these fields is no representation if it is empty. */
  readonly mayBeMissing: (fields: Headers) => boolean;
}

/**
 * What one response brings: the decoders of all protocols and encapsulations tell it their parts or messages, the first of
 * which is the representation if it was asked for, each other one a whole notification. The body is read only while
 * somebody waits for what is in it, so that what is kept is at most what one chunk held, and the representation as far
 * as somebody began to read it.
 */
export class Feed implements PartHandlers, AsyncIterator<Notification, undefined> {
  /** When the last bytes came. */
  heardAt = new Date();
  readonly #answer: Answer;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: Decoder;
  readonly #reading: Reading;
  readonly #options: SubscribeOptions;
  readonly #start = performance.now();
  #representation: Representation | undefined;
  #mayBeMissing = false;
  #isFirst = true;
  #inRepresentation = false;
  #fields = new Headers();
  readonly #content: ByteBuffer;
  #queue: Notification[] = [];
  #filling: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #deleted = false;
  #over = false;
  #failure: { readonly error: unknown } | undefined;

  /** @throws StreamError where the head tells of no framing; the signal's reason */
  constructor(answer: Answer, reading: Reading, options: SubscribeOptions) {
    options.signal?.throwIfAborted();
    this.#decoder = reading.decoder(this);
    this.#reader = (answer.response.body ?? new Blob().stream()).getReader();
    this.#answer = answer;
    this.#reading = reading;
    this.#options = options;
    this.#content = new ByteBuffer(clientLimits(options.limits).notification);
    const { signal } = options;
    const abort = () => {
      this.#queue = [];
      this.#conclude({ error: signal?.reason });
    };
    signal?.addEventListener("abort", abort, { signal: answer.controller.signal });
  }

  /**
   * Waits until the representation has begun; where it may be missing, until its first byte or its end.
   *
   * @returns undefined where it is missing, also since the stream ended before it
   * @throws ClientError, or the signal's reason, where the stream fails before
   */
  async begin(): Promise<Response | undefined> {
    for (;;) {
      const begun = this.#representation;
      if (begun && (begun.received || !this.#mayBeMissing)) return begun.response;
      if (begun?.ended) return undefined;
      if (this.#failure) throw this.#failure.error;
      if (this.#over) return undefined;
      await this.#fill();
    }
  }

  next(): Promise<IteratorResult<Notification, undefined>> {
    this.#representation?.leave();
    const turn = this.#turn.then(() => this.#next());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  return(): Promise<IteratorResult<Notification, undefined>> {
    this.close();
    return this.next();
  }

  /** Leaves the stream, also while something of it is awaited. */
  close(): void {
    this.#representation?.leave();
    this.#queue = [];
    this.#failure = undefined;
    this.#conclude();
  }

  onPart(fields: Headers, status = fields.has("content-range") ? 206 : 200): void {
    this.#fields = fields;
    this.#inRepresentation = this.#isFirst && this.#reading.withRepresentation;
    this.#isFirst = false;
    if (!this.#inRepresentation || this.#options.representation === false) return;
    const general = [...this.#answer.response.headers].filter(([name]) => !streamFields.test(name));
    const headers = new Headers(general);
    for (const [name, value] of fields) headers.set(name, value);
    this.#mayBeMissing = this.#reading.mayBeMissing(fields);
    const limit = clientLimits(this.#options.limits).representation;
    this.#representation = new Representation({ status, headers }, limit, () => this.#fill());
  }

  onBody(bytes: Uint8Array): void {
    if (this.#inRepresentation) this.#representation?.push(bytes);
    else this.#content.append(bytes);
  }

  onPartEnd(): void {
    const content = this.#content.view();
    this.#content.clear();
    if (this.#inRepresentation) {
      this.#representation?.end();
      return;
    }
    const mediaType = essence(this.#fields.get("content-type"), this.#reading.mediaType);
    const notification = readNotification(mediaType, this.#fields, content);
    if (!notification) return;
    this.#deleted ||= notification.type === "delete" && notification.object === undefined;
    this.#queue.push(notification);
  }

  async #next(): Promise<IteratorResult<Notification, undefined>> {
    for (;;) {
      const value = this.#queue.shift();
      if (value) return { done: false, value };
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
    let cause: unknown;
    const chunk = await this.#reader.read().catch((error: unknown) => {
      cause = error;
    });
    this.heardAt = new Date();
    if (this.#over) return;
    try {
      if (chunk?.value) this.#decoder.push(chunk.value);
      else this.#finish();
      if (this.#decoder.over) this.#conclude();
    } catch (error) {
      this.#conclude({ error: clientError(error, cause) });
    }
  }

  /** EQ-ST-11: where there is no end mark, the end must be due. */
  #finish(): void {
    this.#decoder.finish();
    const { duration = Infinity } = this.#reading;
    const isDue = this.#deleted || performance.now() - this.#start >= (duration - 1) * 1000;
    if (!this.#decoder.over && !isDue) throw new StreamError("truncated", "the stream broke off");
    this.#conclude();
  }

  #conclude(failure?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    this.#representation?.fail(failure ? failure.error : new ClientError("left", "The representation was left unread"));
    this.#reader.cancel().catch(() => {}); // it was left: what becomes of it concerns nobody
    this.#answer.controller.abort();
  }
}

/** What the decoders throw, in this package's terms; with the reason for the end, where the connection was lost. */
export function clientError(error: unknown, lost?: unknown): unknown {
  if (!(error instanceof StreamError)) return error;
  const { code, message } = error;
  const own = code === "truncated" ? "cut-off" : code.endsWith("too-large") ? "too-large" : "stream";
  return new ClientError(own, `The stream is broken: ${lost ?? message}`, { cause: lost ?? error });
}

/** The fields of the head that speak of the stream or its content, and not of the resource. */
const streamFields = /^(content-|transfer-|events$|incremental$)/;
