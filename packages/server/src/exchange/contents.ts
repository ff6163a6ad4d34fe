import type { Rejection } from "../admission/rejection.ts";
import type { RequestContent } from "../message.ts";
import type { Core } from "../settings/core.ts";
import type { Exchange } from "./exchange.ts";

/** How many contents one connection may have unfinished at a time. */
const perConnection = 100;

const tooMany: Rejection = {
  kind: "rejection",
  status: 503,
  code: "too-many-contents",
  detail: "Too many subscriptions are being sent right now.",
  retryAfter: 1,
};

/** Reads the contents of QUERYs, each in bounded time, and a bounded number at a time. */
export class Contents {
  readonly #ofConnections = new WeakMap<object, number>();
  #count = 0;

  constructor(private readonly core: Pick<Core, "limits" | "onError">) {}

  /** Reads the content of a request, unless it has more than `most` bytes, breaks off, or does not come in time. */
  async read(exchange: Exchange, most: number): Promise<RequestContent | "too late" | Rejection> {
    const { connection } = exchange;
    if (this.#count >= this.core.limits.unfinishedContents || this.#of(connection) >= perConnection) return tooMany;
    this.#add(connection, 1);
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"too late">((resolve) => {
      timer = setTimeout(() => {
        resolve("too late");
        stop.abort();
      }, this.core.limits.contentSeconds * 1000);
    });
    try {
      return await Promise.race([this.#content(exchange, most, stop.signal), late]);
    } finally {
      clearTimeout(timer);
      this.#add(connection, -1);
    }
  }

  /** A failure of the adapter is reported: the content can't be read. */
  async #content(exchange: Exchange, most: number, stop: AbortSignal): Promise<RequestContent> {
    try {
      const content: unknown = await exchange.content(most, stop);
      if (content instanceof Uint8Array || content === "too large" || content === "broken off") return content;
      throw new TypeError('The content of a request must be a Uint8Array, "too large" or "broken off"');
    } catch (error) {
      this.core.onError(error);
      return "broken off";
    }
  }

  #of(connection: object | undefined): number {
    return (connection && this.#ofConnections.get(connection)) ?? 0;
  }

  #add(connection: object | undefined, change: 1 | -1): void {
    this.#count += change;
    if (connection !== undefined) this.#ofConnections.set(connection, this.#of(connection) + change);
  }
}
