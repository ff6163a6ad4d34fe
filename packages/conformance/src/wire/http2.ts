import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Exchange } from "./exchange.ts";
import type { FieldLine } from "./field-line.ts";
import { Http2Frames } from "./http2-frames.ts";
import { type Connection, type RequestToSend, sentRequest, type WireOptions } from "./request.ts";
import { connectTo, isReset } from "./socket.ts";

/** Fields that HTTP/2 does not use (RFC 9113 section 8.2.2), or that node:http2 writes itself. */
const left: ReadonlySet<string> = new Set(["connection", "host", "transfer-encoding", "keep-alive", "upgrade"]);

/** A stream. `early` holds what its frames brought before its head was decoded. */
interface OpenStream {
  readonly exchange: Exchange;
  readonly stream: ClientHttp2Stream;
  early: (() => void)[] | undefined;
}

/** An HTTP/2 connection. node:http2 does HPACK and flow control; the frames are read separately. */
export class Http2Connection implements Connection {
  readonly #socket: Socket;
  readonly #streams = new Map<number, OpenStream>();
  readonly #exchanges = new Set<Exchange>();
  readonly #waiting: (() => void)[] = [];
  #session: ClientHttp2Session | undefined;
  #failure: Error | undefined;

  constructor(
    private readonly origin: URL,
    private readonly options: WireOptions,
  ) {
    const { socket, ready } = connectTo(origin, options);
    this.#socket = socket;
    socket.once(ready, () => this.#begin());
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end());
  }

  send(request: RequestToSend): Exchange {
    const sent = sentRequest(request);
    const exchange = new Exchange("HTTP/2", sent, this.options.patience, this.options.maximumBytes);
    exchange.onEnd(({ kind }) => {
      this.#exchanges.delete(exchange);
      if (kind === "left" || kind === "too-long") this.#cancel(exchange);
    });
    exchange.framing = "frames";
    this.#exchanges.add(exchange);
    if (this.#session === undefined) this.#waiting.push(() => this.#open(exchange));
    else this.#open(exchange);
    return exchange;
  }

  close(): void {
    for (const exchange of this.#exchanges) exchange.leave();
    this.#session?.destroy();
    this.#socket.destroy();
  }

  #begin(): void {
    if (this.#socket instanceof TLSSocket && this.#socket.alpnProtocol !== "h2") {
      this.#socket.destroy(new Error("The server does not offer h2 by ALPN"));
      return;
    }
    const frames = new Http2Frames({
      data: (id, bytes, frame) => {
        const copy = Buffer.from(bytes);
        this.#deliver(id, ({ exchange }) => exchange.receive(copy, frame));
      },
      end: (id) => this.#deliver(id, ({ exchange }) => exchange.finish({ kind: "complete" })),
      reset: (id, code) => {
        // A reset may arrive without a head, so do not wait for one.
        this.#streams.get(id)?.exchange.finish({ kind: "reset", detail: `RST_STREAM, ${errorName(code)}`, code });
      },
    });
    frames.on("error", () => this.#socket.destroy());
    const tapped = Duplex.from({ readable: this.#socket.pipe(frames), writable: this.#socket });
    const session = connect(this.origin, { createConnection: () => tapped });
    session.on("error", (error) => this.#end(error));
    session.on("close", () => this.#end());
    this.#session = session;
    for (const open of this.#waiting.splice(0)) open();
  }

  #open(exchange: Exchange): void {
    const { request } = exchange;
    if (exchange.ending !== undefined || this.#session === undefined) return;
    const head: Record<string, string | string[]> = {
      ":method": request.method,
      ":path": `${request.url.pathname}${request.url.search}`,
    };
    for (const { name, value } of request.fields) {
      const lower = name.toLowerCase();
      if (left.has(lower)) continue;
      const known = head[lower];
      head[lower] = known === undefined ? value : [known, value].flat();
    }
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(head, { endStream: request.content === undefined });
    } catch (error) {
      exchange.finish({ kind: "unreachable", detail: String(error) });
      return;
    }
    if (request.content !== undefined) stream.end(request.content);
    exchange.sentAt = performance.now();
    const open: OpenStream = { exchange, stream, early: [] };
    const register = () => this.#streams.set(stream.id ?? 0, open);
    if (stream.id === undefined) stream.once("ready", register);
    else register();
    const receive = (raw: readonly string[]) => exchange.receiveHead(headOf(raw));
    stream.on("headers", (_, __, raw) => receive(raw));
    stream.on("response", (_, __, raw) => {
      receive(raw);
      for (const deliver of open.early ?? []) deliver();
      open.early = undefined;
    });
    stream.on("trailers", (_, __, raw: readonly string[] = []) => exchange.trailers.push(...linesOf(raw)));
    stream.on("error", () => undefined);
    // Read for the sake of flow control. The content comes from the frames.
    stream.resume();
    stream.on("close", () => {
      this.#streams.delete(stream.id ?? 0);
      const detail = this.#failure?.message;
      exchange.finish({ kind: "closed", ...(detail === undefined ? {} : { detail }) });
    });
  }

  /** Keeps head and content in order: frames arrive here a moment before node:http2 has decoded the head. */
  #deliver(id: number, deliver: (open: OpenStream) => void): void {
    const open = this.#streams.get(id);
    if (open?.early === undefined) {
      if (open !== undefined) deliver(open);
    } else open.early.push(() => deliver(open));
  }

  #cancel(exchange: Exchange): void {
    for (const { exchange: other, stream } of this.#streams.values()) {
      if (other === exchange) stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  #end(error?: Error): void {
    this.#failure ??= error;
    const kind = this.#session === undefined ? "unreachable" : error && isReset(error) ? "reset" : "closed";
    const detail = this.#failure?.message;
    for (const exchange of this.#exchanges) exchange.finish({ kind, ...(detail === undefined ? {} : { detail }) });
    this.#session?.destroy();
    this.#socket.destroy();
  }
}

function headOf(raw: readonly string[]) {
  const lines = linesOf(raw);
  const status = Number(lines.find(({ name }) => name === ":status")?.value);
  return { status, fields: lines.filter(({ name }) => !name.startsWith(":")), raw: new Uint8Array() };
}

function linesOf(raw: readonly string[]): FieldLine[] {
  const lines: FieldLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    lines.push({ name: raw[index] ?? "", value: raw[index + 1] ?? "" });
  }
  return lines;
}

function errorName(code: number): string {
  const names = Object.entries(constants).filter(([name, value]) => /^NGHTTP2_[A-Z]/.test(name) && value === code);
  const known = names
    .map(([name]) => name)
    .find((name) => !/^NGHTTP2_(ERR|FLAG|SETTINGS|SESSION|STREAM|HCAT|NV|DEFAULT)/.test(name));
  return `${known?.replace("NGHTTP2_", "") ?? "error code"} (${code})`;
}
