import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import { Changes } from "../waiting/changes.ts";
import { Exchange } from "./exchange.ts";
import type { Http2Connection } from "./http2-connection.ts";

/** A request of HTTP/2, on one stream of a connection. */
export class Http2Exchange extends Exchange {
  protected override readonly changes = new Changes();
  readonly #pieces: Buffer[] = [];
  #content = "";
  #size = 0;
  #head: IncomingHttpHeaders | undefined;
  #complete = false;
  #ended = false;

  private constructor(
    private readonly stream: ClientHttp2Stream,
    private readonly connection: Http2Connection,
    /** Whether other requests use the connection as well. */
    private readonly shared: boolean,
  ) {
    super();
    stream.on("response", (head) => {
      this.#head = head;
      this.changes.report();
    });
    stream.on("data", (bytes: Buffer) => {
      this.#pieces.push(bytes);
      this.#size += bytes.byteLength;
      this.changes.report();
    });
    stream.on("end", () => {
      this.#complete = connection.frames.hasEnded(stream.id ?? 0);
      this.changes.report();
    });
    stream.on("error", () => {
      this.#complete = false;
      this.#end();
    });
    stream.on("close", () => this.#end());
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

  readonly reason = undefined;

  fields(name: string): string[] {
    const value = this.#head?.[name.toLowerCase()];
    return value === undefined ? [] : [value].flat();
  }

  get content(): string {
    if (this.#pieces.length > 0) this.#content += Buffer.concat(this.#pieces.splice(0)).toString("latin1");
    return this.#content;
  }

  readonly chunks: readonly string[] = [];

  get complete(): boolean {
    return this.#complete;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get size(): number {
    return this.#size;
  }

  protected override get received(): string {
    return this.content;
  }

  send(bytes: string): void {
    this.stream.write(bytes, "latin1");
  }

  /** Flow control then stops this stream alone (RFC 9113 section 5.2). */
  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  /** Resets the stream; closes the connection too, unless other requests use it. */
  close(): void {
    if (this.shared) this.stream.close(constants.NGHTTP2_CANCEL);
    else this.connection.close();
  }

  #end(): void {
    this.#ended = true;
    this.changes.report();
  }
}
