import type { Resource } from "../triggers/trigger.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { StreamItem } from "./notification.ts";

/** An open subscription of either protocol. Each call reads the items from the content again. */
export abstract class Subscription {
  #read = 0;

  constructor(
    readonly exchange: Exchange,
    readonly resource: Resource,
  ) {}

  /** The complete notifications so far, in order. */
  abstract notifications(): readonly StreamItem[];

  /** Waits for the next notification. */
  async next(what = "a notification", limit?: number): Promise<StreamItem> {
    const item = await this.exchange.bodyUntil(() => this.notifications()[this.#read], what, limit);
    this.#read += 1;
    return item;
  }

  /** When the last byte of an item arrived, in milliseconds. */
  arrivalOf({ offset, length }: StreamItem): number | undefined {
    return this.exchange.arrivalOf(offset + Math.max(0, length - 1));
  }

  /**
   * Waits for a head that says that notifications are served.
   * @throws `SetupFailure` if it does not say so
   */
  abstract served(): Promise<void>;
}
