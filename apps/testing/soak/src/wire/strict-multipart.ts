import { type Fields, fieldOf, parseFields } from "./fields.ts";
import { WireError } from "./wire-error.ts";

/** Receives the parts that a {@link StrictMultipart} reads. */
export interface StrictPartHandlers {
  onPart(fields: Fields): void;
  /** Bytes of the part's content, as they come. */
  onContent(bytes: Buffer): void;
  onPartEnd(): void;
}

const none = Buffer.alloc(0);

/**
 * Decodes a multipart body and accepts only what our server must write: no preamble, no padding, no epilogue, line ends
 * with CR, and never `--boundary` at the start of what any reader may take for a line.
 */
export class StrictMultipart {
  /** Whether the close-delimiter was read, up to its last hyphen. */
  over = false;
  readonly #handlers: StrictPartHandlers;
  /** `--boundary`. */
  readonly #marker: Buffer;
  /** CRLF `--boundary`. */
  readonly #delimiter: Buffer;
  #pending: Buffer = none;
  #state: () => boolean = this.#readFirst;
  #length: number | undefined;
  #received = 0;
  /** The last byte of content before the pending bytes: at first, the line end of the head. */
  #before = 0x0a;

  constructor(boundary: string, handlers: StrictPartHandlers) {
    this.#handlers = handlers;
    this.#marker = Buffer.from(`--${boundary}`, "latin1");
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  }

  push(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#state()) {}
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.length === length ? none : this.#pending.subarray(length);
    return taken;
  }

  #readFirst(): boolean {
    const { length } = this.#marker;
    if (this.#pending.length < length) return false;
    const first = this.#take(length);
    if (!first.equals(this.#marker)) throw new WireError("The body does not begin with its delimiter", first);
    this.#state = this.#readDelimiterEnd;
    return true;
  }

  #readDelimiterEnd(): boolean {
    if (this.#pending.length < 2) return false;
    const end = this.#take(2).toString("latin1");
    if (end === "--") this.over = true;
    else if (end !== "\r\n") throw new WireError(`A delimiter's line goes on with ${JSON.stringify(end)}`);
    this.#state = this.over ? this.#readEpilogue : this.#readHead;
    return true;
  }

  #readHead(): boolean {
    const empty = this.#pending.length >= 2 && this.#pending.toString("latin1", 0, 2) === "\r\n";
    const end = empty ? -2 : this.#pending.indexOf("\r\n\r\n");
    if (end === -1) return false;
    const block = this.#take(end + 4);
    const fields = parseFields(empty ? none : block.subarray(0, -2));
    const length = fieldOf(fields, "content-length");
    this.#length = length === undefined ? undefined : Number(length);
    this.#received = 0;
    this.#before = 0x0a;
    this.#handlers.onPart(fields);
    this.#state = this.#readContent;
    return true;
  }

  #readContent(): boolean {
    const pending = this.#pending;
    const at = pending.indexOf(this.#delimiter);
    const end = at >= 0 ? at : this.#undecided();
    this.#refuseMarkers(at >= 0 ? at + 1 : end);
    if (end > 0) {
      this.#before = pending[end - 1] ?? 0;
      this.#received += end;
      this.#handlers.onContent(this.#take(end));
    }
    if (at < 0) return false;
    if (this.#length !== undefined && this.#length !== this.#received) {
      throw new WireError(`A part of Content-Length ${this.#length} has ${this.#received} bytes`);
    }
    this.#take(this.#delimiter.length);
    this.#handlers.onPartEnd();
    this.#state = this.#readDelimiterEnd;
    return true;
  }

  /** Where the pending bytes might continue as a delimiter, or as a boundary in a forbidden place. */
  #undecided(): number {
    const earliest = Math.max(0, this.#pending.length - this.#delimiter.length + 1);
    for (let at = earliest; at < this.#pending.length; at += 1) {
      const rest = this.#pending.subarray(at);
      const isPrefix = (whole: Buffer) => rest.equals(whole.subarray(0, rest.length));
      if (isPrefix(this.#delimiter) || isPrefix(this.#marker)) return at;
    }
    return this.#pending.length;
  }

  /** PREP-RS-10: a CR or LF alone begins a line for some readers. */
  #refuseMarkers(before: number): void {
    for (let at = this.#pending.indexOf(this.#marker); at >= 0 && at < before; ) {
      const previous = at === 0 ? this.#before : this.#pending[at - 1];
      if (previous === 0x0a || previous === 0x0d) {
        throw new WireError("A part contains its own boundary", this.#pending.subarray(at));
      }
      at = this.#pending.indexOf(this.#marker, at + 1);
    }
  }

  #readEpilogue(): boolean {
    if (this.#pending.length > 0 && !"\r\n".startsWith(this.#pending.toString("latin1"))) {
      throw new WireError("Something follows the close-delimiter", this.#pending);
    }
    return false;
  }
}
