import type { Resource } from "../triggers/trigger.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { StreamItem } from "./notification.ts";

/** An open subscription of either protocol. Items are read anew from the content each time that they are asked for. */
export abstract class Subscription {
  #read = 0;

  constructor(
    readonly exchange: Exchange,
    readonly resource: Resource,
  ) {}

  /** The notifications that are whole so far, in order. */
  abstract notifications(): readonly StreamItem[];

  /** The next notification that was not read yet. */
  async next(what = "a notification", limit?: number): Promise<StreamItem> {
    const item = await this.exchange.bodyUntil(() => this.notifications()[this.#read], what, limit);
    this.#read += 1;
    return item;
  }

  /** When the last byte of an item arrived: milliseconds. */
  arrivalOf({ offset, length }: StreamItem): number | undefined {
    return this.exchange.arrivalOf(offset + Math.max(0, length - 1));
  }

  /**
   * Waits until the response says that it is served with notifications.
   * @throws `SetupFailure` where it does not
   */
  abstract served(): Promise<void>;
}
