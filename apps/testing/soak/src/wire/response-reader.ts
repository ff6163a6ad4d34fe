import { type Fields, fieldOf, parseFields } from "./fields.ts";
import { WireError } from "./wire-error.ts";

/** The head of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly fields: Fields;
}

/** Receives what a {@link ResponseReader} reads. */
export interface ResponseHandlers {
  onHead(head: ResponseHead): void;
  onContent(bytes: Buffer): void;
}

const none = Buffer.alloc(0);

/** Reads one response of HTTP/1.1 as it arrives, strictly; skips interim responses. */
export class ResponseReader {
  head: ResponseHead | undefined;
  /** Whether the message is complete. */
  complete = false;
  readonly #handlers: ResponseHandlers;
  readonly #method: string;
  #pending: Buffer = none;
  #state: () => boolean = this.#readHead;
  #missing = 0;
  #chunked = false;

  constructor(method: string, handlers: ResponseHandlers) {
    this.#method = method;
    this.#handlers = handlers;
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (!this.complete && this.#state()) {}
  }

  /** The bytes after the message. */
  get rest(): Buffer {
    return this.complete ? this.#pending : none;
  }

  /** Whether no byte of a message has come. */
  get untouched(): boolean {
    return this.head === undefined && this.#pending.length === 0;
  }

  /** Reports a clean close of the connection, which completes a body that has no other framing. */
  finish(): void {
    if (this.#state === this.#readBody && !this.#chunked && this.#missing === Infinity) this.complete = true;
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.length === length ? none : this.#pending.subarray(length);
    return taken;
  }

  #readHead(): boolean {
    const end = this.#pending.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const block = this.#take(end + 4);
    const lineEnd = block.indexOf("\r\n");
    const [, code] = /^HTTP\/1\.1 ([1-5]\d\d) [\t -~]*$/.exec(block.toString("latin1", 0, lineEnd)) ?? [];
    if (code === undefined) throw new WireError("Not a status line", block);
    const status = Number(code);
    if (status < 200) return true;
    const fields = parseFields(block.subarray(lineEnd + 2, -2));
    this.head = { status, fields };
    const coding = fieldOf(fields, "transfer-encoding");
    const length = fieldOf(fields, "content-length");
    if (coding !== undefined && length !== undefined) throw new WireError("A response is framed twice", block);
    if (coding !== undefined && coding !== "chunked") throw new WireError("An unknown transfer coding", block);
    this.#chunked = coding !== undefined;
    this.#handlers.onHead(this.head);
    if (this.#method === "HEAD" || status === 204 || status === 304 || length === "0") this.complete = true;
    this.#missing = length === undefined ? Infinity : Number(length);
    this.#state = this.#chunked ? this.#readSize : this.#readBody;
    return true;
  }

  #readBody(): boolean {
    if (this.#pending.length === 0) return false;
    const taken = this.#take(Math.min(this.#missing, this.#pending.length));
    this.#missing -= taken.length;
    this.#handlers.onContent(taken);
    if (this.#missing > 0) return false;
    if (this.#chunked) this.#state = this.#readChunkEnd;
    else this.complete = true;
    return true;
  }

  #readSize(): boolean {
    const end = this.#pending.indexOf("\r\n");
    if (end < 0) return false;
    const line = this.#take(end + 2).toString("latin1", 0, end);
    if (!/^[\da-f]{1,8}$/i.test(line)) throw new WireError("Not a chunk size", Buffer.from(line));
    this.#missing = Number.parseInt(line, 16);
    this.#state = this.#missing === 0 ? this.#readLastEnd : this.#readBody;
    return true;
  }

  #readChunkEnd(): boolean {
    this.#state = this.#readSize;
    return this.#readLineEnd();
  }

  #readLastEnd(): boolean {
    this.complete = this.#readLineEnd();
    return this.complete;
  }

  #readLineEnd(): boolean {
    if (this.#pending.length < 2) {
      if (this.#state === this.#readSize) this.#state = this.#readChunkEnd;
      return false;
    }
    const end = this.#take(2);
    if (end.toString("latin1") !== "\r\n") throw new WireError("No line end after a chunk", end);
    return true;
  }
}
