import type { RequestListener } from "node:http";
import { type NodeOptions, type NodeResourceEvents, resourceEvents } from "@resource-events/node";
import { RestartableServer } from "@resource-events/testing-support";

/** A resource whose server can be killed and started again at the same address. */
export class Restartable {
  /** How many events have happened. It is the representation, and the entity tag of each event. */
  count = 0;
  readonly #server = new RestartableServer();
  #events: NodeResourceEvents | undefined;
  readonly #options: () => NodeOptions;

  /** @param options for each start, such as a log that outlives it */
  constructor(options: () => NodeOptions) {
    this.#options = options;
  }

  get url(): string {
    return `${this.#server.origin}/note`;
  }

  async start(): Promise<void> {
    this.#events = resourceEvents(this.#options());
    const handle = this.#events.wrap((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(String(this.count));
    });
    await this.#server.start(handle as RequestListener);
  }

  /** Breaks off every connection. */
  kill(): Promise<void> {
    return this.#server.kill();
  }

  /** Makes something happen, also while the server is down. */
  async happen(): Promise<void> {
    this.count += 1;
    await this.#events?.notify("/note", { type: "update", etag: `"${this.count}"` });
  }
}
