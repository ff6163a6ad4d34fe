import { ByteBuffer, type Decoder, type PartHandlers, StreamError } from "@resource-events/streams";
import { type BodyReader, bytesOf, readerOf } from "./body.ts";
import { ClientError } from "./errors.ts";
import { essence, readNotification } from "./forms.ts";
import type { Answer } from "./head.ts";
import type { Notification } from "./notification.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import { Representation } from "./representation.ts";

/** How to read the body of a response. */
export interface Reading {
  /** Makes the decoder of its framing. @throws StreamError if the head has no valid one */
  readonly decoder: (feed: Feed) => Decoder;
  /** The media type of a notification that names none. */
  readonly mediaType: string;
  /** Whether the first part or message is the representation. */
  readonly withRepresentation: boolean;
  /** The advertised duration, in seconds. */
  readonly duration: number | undefined;
  /** Whether a part with these fields, if it is empty, means that there is no representation. */
  readonly mayBeMissing: (fields: Headers) => boolean;
}

/**
 * The representation and the notifications of one response. The decoders of all protocols and encapsulations hand it their
 * parts or messages: the first is the representation, if it was asked for; each other one is a whole notification. The body
 * is read only while somebody waits for something in it. So memory holds at most what one chunk contained, and the part of
 * the representation that a reader has begun to read.
 */
export class Feed implements PartHandlers, AsyncIterator<Notification, undefined> {
  /** When the last bytes arrived. */
  heardAt = new Date();
  readonly #answer: Answer;
  readonly #reader: BodyReader;
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

  /** @throws StreamError if the head has no valid framing; ClientError `fetch` if its body can't be read */
  constructor(answer: Answer, reading: Reading, options: SubscribeOptions) {
    const { signal } = answer.controller;
    this.#decoder = reading.decoder(this);
    this.#reader = readerOf(answer);
    this.#answer = answer;
    this.#reading = reading;
    this.#options = options;
    this.#content = new ByteBuffer(clientLimits(options.limits).notification);
    signal.addEventListener("abort", () => {
      if (this.#over) return; // it was this feed that aborted it
      this.#queue = [];
      this.#conclude({ error: signal.reason });
    });
  }

  /**
   * Waits until the representation has begun; if it may be missing, until its first byte or its end.
   *
   * @returns undefined if it is missing, or the stream ended before it
   * @throws ClientError, or the signal's reason, if the stream fails before
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

  /** Leaves the stream, even while something of it is awaited. */
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
    const headers = new Headers();
    this.#answer.response.headers.forEach((value, name) => {
      if (!streamFields.test(name)) headers.append(name, value);
    });
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

  /** Reads and decodes one chunk; a call while one is awaited waits for the same chunk. Never rejects. */
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
      if (chunk?.value) this.#decoder.push(bytesOf(chunk.value));
      else this.#finish();
      if (this.#decoder.over) this.#conclude();
    } catch (error) {
      this.#conclude({ error: clientError(error, cause) });
    }
  }

  /** EQ-ST-11: without an end mark, the end must be due. */
  #finish(): void {
    this.#decoder.finish();
    const isDue = this.#deleted || isOver(this.#start, this.#reading.duration);
    if (!this.#decoder.over && !isDue) throw new StreamError("truncated", "the stream was truncated");
    this.#conclude();
  }

  #conclude(failure?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    this.#representation?.fail(failure?.error);
    this.#answer.controller.abort();
  }
}

/** Converts what the decoders throw to a ClientError; `lost` is why the connection was lost, if it was. */
export function clientError(error: unknown, lost?: unknown): unknown {
  if (!(error instanceof StreamError)) return error;
  const { code, message } = error;
  const own = code === "truncated" ? "cut-off" : code.endsWith("too-large") ? "too-large" : "stream";
  return new ClientError(own, `The stream is broken: ${lost ?? message}`, { cause: lost ?? error });
}

/** Whether a duration, in seconds, that began at a time of `performance` is over, within a second (EQ-ST-11). */
export function isOver(start: number, duration = Infinity): boolean {
  return performance.now() - start >= (duration - 1) * 1000;
}

/** Fields of the head that describe the stream or its content, not the resource. */
const streamFields = /^(content-|transfer-|events$|incremental$)/;
