import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type NodeOptions, type NodeResourceEvents, resourceEvents } from "@resource-events/node";

/** A resource whose server can be killed and started again at the same address. */
export class Restartable {
  /** How many events have happened. The representation tells it, and the entity tag of each event. */
  count = 0;
  #server: Server | undefined;
  #events: NodeResourceEvents | undefined;
  #port = 0;
  readonly #options: () => NodeOptions;

  /** @param options of each start, such as a log that outlives it */
  constructor(options: () => NodeOptions) {
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/note`;
  }

  async start(): Promise<void> {
    this.#events = resourceEvents(this.#options());
    const handle = this.#events.wrap((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(String(this.count));
    });
    this.#server = createServer(handle as Parameters<typeof createServer>[1]).listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks off every connection. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Something happens, also while the server is down. */
  async happen(): Promise<void> {
    this.count += 1;
    await this.#events?.notify("/note", { type: "update", etag: `"${this.count}"` });
  }
}
