import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import { Exchange } from "./exchange.ts";
import type { Http2Connection } from "./http2-connection.ts";

/** One stream of HTTP/2. */
export class Http2Exchange extends Exchange {
  #head: IncomingHttpHeaders | undefined;
  #complete = false;

  private constructor(
    private readonly stream: ClientHttp2Stream,
    private readonly connection: Http2Connection,
    /** Whether others use the connection as well. */
    private readonly shared: boolean,
  ) {
    super();
    stream.on("response", (head) => {
      this.#head = head;
      this.changed();
    });
    stream.on("data", (bytes: Buffer) => this.receive(bytes));
    stream.on("end", () => {
      this.#complete = connection.frames.hasEnded(stream.id ?? 0);
      this.changed();
    });
    stream.on("error", () => {
      this.#complete = false;
      this.end();
    });
    stream.on("close", () => this.end());
  }

  static open(
    connection: Http2Connection,
    shared: boolean,
    method: string,
    target: string,
    fields: readonly string[],
    content?: string,
  ): Http2Exchange {
    const head: Record<string, string> = { ":method": method, ":path": target };
    for (const line of fields) {
      const colon = line.indexOf(":");
      head[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const stream = connection.session.request(head, { endStream: content === undefined });
    const exchange = new Http2Exchange(stream, connection, shared);
    if (content !== undefined) stream.end(content, "latin1");
    return exchange;
  }

  get status(): number | undefined {
    return this.#head?.[":status"] === undefined ? undefined : Number(this.#head[":status"]);
  }

  fields(name: string): string[] {
    const value = this.#head?.[name.toLowerCase()];
    return value === undefined ? [] : [value].flat();
  }

  get content(): string {
    return this.received.toString("latin1");
  }

  get complete(): boolean {
    return this.#complete;
  }

  send(bytes: string): void {
    this.stream.write(bytes, "latin1");
  }

  /** Flow control then stops this stream, and no other (RFC 9113 section 5.2). */
  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** Resets the stream; the connection goes with it, if it was there for this stream alone. */
  close(): void {
    if (this.shared) this.stream.close(constants.NGHTTP2_CANCEL);
    else this.connection.close();
  }
}
