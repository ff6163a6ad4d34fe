import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Exchange } from "./exchange.ts";

/** HTTP/1.1 on a bare socket: no client in between that could repair anything. */
export class Http1Exchange extends Exchange {
  private constructor(
    private readonly socket: Socket,
    private readonly method: string,
  ) {
    super();
    socket.on("data", (bytes) => this.receive(bytes));
    socket.on("end", () => this.end());
    socket.on("error", () => this.end());
    socket.on("close", () => this.end());
  }

  static async open(origin: string, method: string, target: string, fields: readonly string[], content?: string) {
    const { hostname, port, host } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.setNoDelay();
    const exchange = new Http1Exchange(socket, method);
    const length = content === undefined ? [] : [`Content-Length: ${Buffer.byteLength(content, "latin1")}`];
    exchange.send(
      [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...fields, ...length, "", content ?? ""].join("\r\n"),
    );
    return exchange;
  }

  get status(): number | undefined {
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(this.#head)?.[1];
    return status === undefined ? undefined : Number(status);
  }

  fields(name: string): string[] {
    return [...this.#head.matchAll(new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, "gim"))].map(
      ([, value]) => value ?? "",
    );
  }

  get content(): string {
    return this.#body.content;
  }

  get complete(): boolean {
    return this.#body.complete;
  }

  send(bytes: string): void {
    this.socket.write(bytes, "latin1");
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }

  /** The head without its empty line; empty until it is there. */
  get #head(): string {
    const end = this.received.indexOf("\r\n\r\n");
    return end < 0 ? "" : this.received.toString("latin1", 0, end);
  }

  get #body(): { readonly content: string; readonly complete: boolean } {
    const { status } = this;
    if (status === undefined) return { content: "", complete: false };
    const body = this.received.subarray(this.#head.length + 4);
    if (this.method === "HEAD" || status === 204 || status === 304) return { content: "", complete: true };
    if (this.field("Transfer-Encoding")?.toLowerCase() === "chunked") return unchunk(body);
    const length = this.field("Content-Length");
    const content = body.toString("latin1");
    return { content, complete: length === undefined ? this.ended : content.length === Number(length) };
  }
}

/** What is in the chunks that are whole, and whether the last one came. */
function unchunk(body: Buffer): { readonly content: string; readonly complete: boolean } {
  const pieces: string[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", offset);
    if (lineEnd < 0) return { content: pieces.join(""), complete: false };
    const line = body.toString("latin1", offset, lineEnd);
    if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`This is no chunk: ${JSON.stringify(line)}`);
    const length = Number.parseInt(line, 16);
    offset = lineEnd + 2;
    if (length === 0) return { content: pieces.join(""), complete: body.length >= offset + 2 };
    if (body.length < offset + length) return { content: pieces.join(""), complete: false };
    pieces.push(body.toString("latin1", offset, offset + length));
    offset += length + 2;
  }
}
