import type { Socket } from "node:net";
import { Exchange } from "./exchange.ts";
import type { SentRequest } from "./exchange-parts.ts";
import { fieldValue } from "./field-line.ts";
import { Http1Reader } from "./http1-reader.ts";
import { type Connection, type RequestToSend, sentRequest, type WireOptions } from "./request.ts";
import { connectTo, isReset } from "./socket.ts";

/** HTTP/1.1 on a bare socket, without a client library that could repair faults. Requests are pipelined. */
export class Http1Connection implements Connection {
  readonly #socket: Socket;
  readonly #readers: Http1Reader[] = [];
  #connected = false;

  constructor(
    origin: URL,
    private readonly options: WireOptions,
  ) {
    const { socket, ready } = connectTo(origin, options);
    this.#socket = socket;
    socket.once(ready, () => {
      this.#connected = true;
      for (const { exchange } of this.#readers) exchange.sentAt = performance.now();
    });
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("end", () => this.#end());
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#end());
  }

  send(request: RequestToSend): Exchange {
    const sent = sentRequest(request);
    const exchange = new Exchange("HTTP/1.1", sent, this.options.patience, this.options.maximumBytes);
    // To close one exchange closes all of its connection. A complete exchange lets the others continue.
    exchange.onEnd(({ kind }) => {
      if (kind !== "complete") this.close();
    });
    this.#readers.push(new Http1Reader(exchange));
    this.#socket.write(headOf(sent), "latin1");
    if (sent.content !== undefined) this.#socket.write(sent.content);
    if (this.#connected) exchange.sentAt = performance.now();
    return exchange;
  }

  close(): void {
    this.#socket.destroy();
    for (const { exchange } of this.#readers.splice(0)) exchange.leave();
  }

  #read(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      const [reader] = this.#readers;
      if (reader === undefined) return;
      rest = reader.read(rest);
      if (!reader.done) return;
      this.#readers.shift();
      if (this.#readers.length === 0 && rest.length > 0) {
        reader.exchange.faults.push(`${rest.length} bytes after the end of the response`);
      }
    }
  }

  #end(): void {
    for (const reader of this.#readers.splice(0)) reader.close();
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    const kind = !this.#connected ? "unreachable" : isReset(error) ? "reset" : "closed";
    for (const { exchange } of this.#readers.splice(0)) exchange.finish({ kind, detail: error.message });
  }
}

function headOf({ method, url, fields, content }: SentRequest): string {
  const lines = fields.map(({ name, value }) => `${name}: ${value}`);
  if (fieldValue(fields, "Host") === undefined) lines.unshift(`Host: ${url.host}`);
  const framed = fieldValue(fields, "Content-Length") ?? fieldValue(fields, "Transfer-Encoding");
  if (content !== undefined && framed === undefined) lines.push(`Content-Length: ${content.length}`);
  return [`${method} ${url.pathname}${url.search} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}
