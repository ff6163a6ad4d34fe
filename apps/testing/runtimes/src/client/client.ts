import type { Address } from "../servers/running-server.ts";
import type { Exchange } from "./exchange.ts";
import { Http1Exchange } from "./http1.ts";
import { Http2Exchange } from "./http2.ts";
import { Http2Connection } from "./http2-connection.ts";

/** The versions of HTTP that the checks are run over. */
export type HttpVersion = "HTTP/1.1" | "HTTP/2";

/** Sends requests to one server, and knows which are still open. */
export class Client {
  readonly #opened = new Set<Exchange>();
  readonly #others: Client[] = [];

  constructor(
    readonly address: Address,
    readonly version: HttpVersion,
    /** What all its requests are sent over. Default: each one has a connection of its own. */
    private readonly connection?: Http2Connection,
  ) {}

  /** A client of the same server whose requests share one connection of HTTP/2: leaving ends one stream of it. */
  async onOneConnection(): Promise<Client> {
    const client = new Client(this.address, this.version, await Http2Connection.open(this.address));
    this.#others.push(client);
    return client;
  }

  /** Sends a request; the answer is read as it comes. */
  async open(
    method: string,
    target: string,
    fields: Readonly<Record<string, string>> = {},
    content?: string,
  ): Promise<Exchange> {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const request = [method, target, lines, content] as const;
    const exchange =
      this.version === "HTTP/2"
        ? Http2Exchange.open(
            this.connection ?? (await Http2Connection.open(this.address)),
            this.connection !== undefined,
            ...request,
          )
        : await Http1Exchange.open(this.address.origin, ...request);
    this.#opened.add(exchange);
    return exchange;
  }

  /** A request and its whole answer. */
  async exchange(...request: Parameters<Client["open"]>): Promise<Exchange> {
    const exchange = await this.open(...request);
    await exchange.untilComplete();
    this.leave(exchange);
    return exchange;
  }

  put(target: string, content: string, type = "text/plain"): Promise<Exchange> {
    return this.exchange("PUT", target, { "Content-Type": type }, content);
  }

  patch(target: string, content: string, type = "application/merge-patch+json"): Promise<Exchange> {
    return this.exchange("PATCH", target, { "Content-Type": type }, content);
  }

  query(target: string, accept: string, content: unknown, fields: Readonly<Record<string, string>> = {}) {
    const head = { "Content-Type": "application/json", Accept: accept, ...fields };
    return this.open("QUERY", target, head, typeof content === "string" ? content : JSON.stringify(content));
  }

  /** Leaves a server, without a word. */
  leave(exchange: Exchange): void {
    exchange.close();
    this.#opened.delete(exchange);
  }

  close(): void {
    for (const other of this.#others) other.close();
    for (const exchange of this.#opened) this.leave(exchange);
    this.connection?.close();
  }
}
