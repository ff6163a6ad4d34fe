import type { Address } from "./address.ts";
import type { Exchange } from "./exchange.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { Http2Connection } from "./http2-connection.ts";
import { Http2Exchange } from "./http2-exchange.ts";

/** A version of HTTP. */
export type HttpVersion = "HTTP/1.1" | "HTTP/2";

/** Sends requests to one server, and keeps those that are still open so that it can end them. */
export class Client {
  readonly #opened = new Set<Exchange>();
  readonly #others: Client[] = [];

  constructor(
    readonly address: Address,
    readonly version: HttpVersion = "HTTP/1.1",
    /** The connection that all its requests share. Default: each one has its own. */
    private readonly connection?: Http2Connection,
  ) {}

  /** Makes a client of the same server whose requests share one connection of HTTP/2: leaving resets one stream. */
  async onOneConnection(): Promise<Client> {
    const client = new Client(this.address, this.version, await Http2Connection.open(this.address));
    this.#others.push(client);
    return client;
  }

  /** Sends a request; the response is read as it comes. */
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
        : Http1Exchange.open(this.address.origin, ...request);
    this.#opened.add(exchange);
    return exchange;
  }

  /** Sends a request and waits for the complete response. */
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

  /** Leaves a response without a word. */
  leave(exchange: Exchange): void {
    exchange.close();
    this.#opened.delete(exchange);
  }

  /** Leaves every response, and closes every connection. */
  close(): void {
    for (const other of this.#others) other.close();
    for (const exchange of this.#opened) this.leave(exchange);
    this.connection?.close();
  }
}
