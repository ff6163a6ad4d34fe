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

  constructor(private readonly core: Pick<Core, "limits">) {}

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
      return await Promise.race([exchange.content(most, stop.signal), late]);
    } finally {
      clearTimeout(timer);
      this.#add(connection, -1);
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
