import type { Exchange } from "./exchange.ts";
import type { FieldLine } from "./field-line.ts";

const longestHead = 65_536;
const longestLine = 4_096;

type State = "head" | "length" | "chunk-size" | "chunk" | "chunk-end" | "trailers" | "close" | "done";

/** Reads one HTTP/1.1 response strictly (RFC 9112) from the bytes of a connection into its exchange. */
export class Http1Reader {
  #state: State = "head";
  #waiting: Buffer = Buffer.alloc(0);
  /** The number of bytes of the content, or of the chunk, that have not arrived. */
  #left = 0;
  #frame = 0;

  constructor(readonly exchange: Exchange) {}

  get done(): boolean {
    return this.#state === "done";
  }

  /** Reads bytes. Returns those that belong to the next response. */
  read(bytes: Buffer): Buffer {
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    while (this.#state !== "done" && this.exchange.ending === undefined && this.#step());
    if (this.#state !== "done") return Buffer.alloc(0);
    const rest = this.#waiting;
    this.#waiting = Buffer.alloc(0);
    return rest;
  }

  /** The other side has ended the connection. */
  close(): void {
    if (this.#state === "close") this.#finish();
    else this.exchange.finish({ kind: "closed" });
  }

  /** Reads one element. Returns false if it needs more bytes. */
  #step(): boolean {
    switch (this.#state) {
      case "head":
        return this.#head();
      case "chunk-size":
        return this.#chunkSize();
      case "chunk-end": {
        if (this.#waiting.length < 2) return false;
        if (this.#take(2).toString("latin1") !== "\r\n") return this.#malformed("a chunk is not followed by CRLF");
        this.#state = "chunk-size";
        return true;
      }
      case "trailers":
        return this.#trailers();
      case "close":
        if (this.#waiting.length > 0) this.exchange.receive(this.#take(this.#waiting.length), this.#frame++);
        return false;
      default:
        return this.#content();
    }
  }

  #head(): boolean {
    const end = this.#waiting.indexOf("\r\n\r\n");
    if (end < 0) {
      return this.#waiting.length > longestHead ? this.#malformed(`a head of more than ${longestHead} bytes`) : false;
    }
    const raw = this.#take(end + 4);
    const [statusLine = "", ...lines] = raw.toString("latin1", 0, end).split("\r\n");
    const status = /^HTTP\/1\.[01] ([1-9]\d\d)(?: [\t -~\x80-\xff]*)?$/.exec(statusLine)?.[1];
    if (status === undefined) return this.#malformed(`no status line: ${JSON.stringify(statusLine.slice(0, 80))}`);
    const fields = this.#fields(lines);
    this.exchange.receiveHead({ status: Number(status), fields, raw: Uint8Array.from(raw) });
    if (this.exchange.head !== undefined) this.#frameContent(Number(status));
    return true;
  }

  /** RFC 9112 section 6.3. */
  #frameContent(status: number): void {
    const { exchange } = this;
    const coding = exchange.field("Transfer-Encoding");
    const lengths = exchange.fieldLines("Content-Length");
    if (exchange.request.method === "HEAD" || status === 204 || status === 304) {
      exchange.framing = "none";
      this.#finish();
    } else if (coding !== undefined) {
      if (coding.toLowerCase() !== "chunked") this.#malformed(`Transfer-Encoding: ${coding}, which was not asked for`);
      if (lengths.length > 0) exchange.faults.push("both Transfer-Encoding and Content-Length");
      exchange.framing = "chunked";
      this.#state = "chunk-size";
    } else if (lengths.length > 0) {
      if (new Set(lengths).size > 1 || !/^\d{1,15}$/.test(lengths[0] ?? "")) {
        this.#malformed(`Content-Length: ${lengths.join(", ")}`);
      }
      exchange.framing = "length";
      this.#left = Number(lengths[0]);
      this.#state = "length";
      if (this.#left === 0) this.#finish();
    } else {
      exchange.framing = "close";
      this.#state = "close";
    }
  }

  #chunkSize(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;[\t -~\x80-\xff]*)?$/i.exec(line)?.[1];
    if (size === undefined) return this.#malformed(`no chunk size: ${JSON.stringify(line.slice(0, 80))}`);
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
    return true;
  }

  #trailers(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    if (line === "") this.#finish();
    else this.exchange.trailers.push(...this.#fields([line]));
    return true;
  }

  #content(): boolean {
    if (this.#waiting.length === 0) return false;
    const bytes = this.#take(Math.min(this.#left, this.#waiting.length));
    this.#left -= bytes.length;
    this.exchange.receive(bytes, this.#frame);
    if (this.#state === "length") this.#frame += 1;
    if (this.#left > 0) return true;
    if (this.#state === "length") {
      this.#finish();
    } else {
      this.#frame += 1;
      this.#state = "chunk-end";
    }
    return true;
  }

  #fields(lines: readonly string[]): FieldLine[] {
    return lines.map((line) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~0-9a-z-]+):[ \t]*(.*?)[ \t]*$/is.exec(line) ?? [];
      if (name === undefined || value === undefined || !/^[\t -~\x80-\xff]*$/.test(value)) {
        this.exchange.faults.push(`not a field line: ${JSON.stringify(line.slice(0, 80))}`);
      }
      return { name: name ?? "", value: value ?? line };
    });
  }

  #line(): string | undefined {
    const end = this.#waiting.indexOf("\r\n");
    if (end >= 0 && end <= longestLine) return this.#take(end + 2).toString("latin1", 0, end);
    if (this.#waiting.length > longestLine) this.#malformed(`a line of more than ${longestLine} bytes`);
    return undefined;
  }

  #take(length: number): Buffer {
    const taken = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    return taken;
  }

  #finish(): void {
    this.#state = "done";
    this.exchange.finish({ kind: "complete" });
  }

  #malformed(fault: string): false {
    this.exchange.faults.push(fault);
    this.exchange.finish({ kind: "malformed" });
    return false;
  }
}
