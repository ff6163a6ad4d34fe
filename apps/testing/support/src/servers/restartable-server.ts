import { createServer, type RequestListener } from "node:http";
import { type Listening, listen } from "./listen.ts";

/** A server that can be killed and started again at the same address. */
export class RestartableServer {
  #listening: Listening | undefined;
  #origin = "";

  /** Its scheme, host and port; known after the first start. */
  get origin(): string {
    return this.#origin;
  }

  /** Starts it: on a free port the first time, on the same port later. */
  async start(listener: RequestListener): Promise<void> {
    const port = this.#origin === "" ? 0 : Number(new URL(this.#origin).port);
    this.#listening = await listen(createServer(listener), { port });
    this.#origin = this.#listening.origin;
  }

  /** Breaks off every connection. */
  async kill(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    await listening?.close();
  }
}
