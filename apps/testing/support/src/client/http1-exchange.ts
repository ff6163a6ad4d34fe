import { RawClient } from "../http1/raw-client.ts";
import { type RawResponse, readResponse } from "../http1/raw-response.ts";
import { Exchange } from "./exchange.ts";

/** A request of HTTP/1.1 on a connection of its own. */
export class Http1Exchange extends Exchange {
  /** The response so far, and how much had come when it was read. */
  #read: { readonly response: RawResponse | undefined; readonly size: number; readonly ended: boolean } | undefined;

  private constructor(
    private readonly client: RawClient,
    private readonly method: string,
  ) {
    super();
  }

  static open(origin: string, method: string, target: string, fields: readonly string[], content?: string) {
    const { hostname, port, host } = new URL(origin);
    const client = new RawClient(Number(port), hostname);
    const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, ...fields].join("\n");
    client.send(head, content === undefined ? undefined : Buffer.from(content, "latin1"));
    return new Http1Exchange(client, method);
  }

  protected override get changes() {
    return this.client.changes;
  }

  protected override get received(): string {
    return this.client.text;
  }

  get status(): number | undefined {
    return this.#response?.status;
  }

  get reason(): string | undefined {
    return this.#response?.statusLine.split(" ").slice(2).join(" ");
  }

  fields(name: string): string[] {
    return this.#response?.fields(name) ?? [];
  }

  get content(): string {
    return this.#response?.body ?? "";
  }

  get chunks(): readonly string[] {
    return this.#response?.chunks ?? [];
  }

  get complete(): boolean {
    return this.#response?.complete ?? false;
  }

  get ended(): boolean {
    return this.client.over;
  }

  get size(): number {
    return this.client.length;
  }

  send(bytes: string): void {
    this.client.socket.write(bytes, "latin1");
  }

  pause(): void {
    this.client.socket.pause();
  }

  resume(): void {
    this.client.socket.resume();
  }

  close(): void {
    this.client.leave();
  }

  get #response(): RawResponse | undefined {
    const { size, ended } = this;
    if (this.#read?.size !== size || this.#read.ended !== ended) {
      this.#read = { response: readResponse(this.client.bytes, this.method, ended), size, ended };
      if (this.#read.response?.statusLine.startsWith("HTTP/1.1 ") === false) {
        throw new Error(`Not a response of HTTP/1.1: ${this.#read.response.statusLine}`);
      }
    }
    return this.#read.response;
  }
}
