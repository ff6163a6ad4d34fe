import { setTimeout as pause } from "node:timers/promises";
import { ClientError, type SubscribeOptions, type Subscription, subscribe } from "@resource-events/client";
import { Changes } from "@resource-events/testing-support";

/** How a follower subscribes. */
export type FollowerOptions = Pick<SubscribeOptions, "protocol" | "encapsulation" | "accept">;

/**
 * Follows a list with `subscribe` in a loop, from the last id: takes the representation if there is one, and appends the
 * numbers in notifications.
 */
export class Follower {
  readonly name: string;
  /** The list so far. */
  list: number[] = [];
  /** How often a response resumed from the client's own id, and how often history was lost. */
  resumed = 0;
  lost = 0;
  /** How the responses ended, except those that it left. */
  readonly endings: string[] = [];
  /** The number of notifications in the current response; `undefined` if there is no response. */
  live: number | undefined;
  /** The number of responses. */
  responses = 0;
  readonly changes = new Changes();
  readonly #url: string;
  readonly #options: FollowerOptions;
  #lastEventId: string | undefined;
  #subscription: Subscription | undefined;
  #leaving = false;
  #over = false;

  constructor(url: string, options: FollowerOptions) {
    this.#url = url;
    this.#options = options;
    this.name = `${options.protocol} ${options.encapsulation ?? ""}`;
  }

  /** Follows until it is closed. */
  async run(): Promise<void> {
    while (!this.#over) {
      try {
        await this.#follow();
        if (!this.#leaving) this.endings.push("a clean end");
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        // While the server is down, nobody responds.
        if (error.code === "network") await pause(5);
        else this.endings.push(error.code);
      } finally {
        this.#leaving = false;
        this.live = undefined;
        this.changes.report();
      }
    }
  }

  /** Ends this response; the next begins with the last id. */
  leave(): void {
    this.#leaving = true;
    this.#subscription?.close();
  }

  close(): void {
    this.#over = true;
    this.leave();
  }

  async #follow(): Promise<void> {
    const given = this.#lastEventId;
    const options = given === undefined ? {} : { lastEventId: given };
    const subscription = await subscribe(this.#url, { ...this.#options, ...options });
    this.#subscription = subscription;
    if (this.#over) subscription.close();
    if (subscription.resumed) this.resumed += 1;
    else {
      const { representation } = subscription;
      if (representation === undefined) throw new Error(`${this.name}: history is lost, without a representation`);
      this.list = await representation.json();
      this.#lastEventId = subscription.startEventId;
      if (given !== undefined) this.lost += 1;
    }
    this.responses += 1;
    this.live = 0;
    this.changes.report();
    for await (const notification of subscription) {
      const number = numberIn(notification.json());
      if (number === undefined) throw new Error(`${this.name}: a notification without number: ${notification.text()}`);
      this.list.push(number);
      this.#lastEventId = notification.eventId;
      this.live += 1;
      this.changes.report();
    }
  }
}

/** The number that was appended: the delta itself in a message, a member of a notification in JSON. */
function numberIn(content: unknown): number | undefined {
  const delta: unknown =
    typeof content === "object" && content !== null && "delta" in content ? content.delta : content;
  return typeof delta === "number" ? delta : undefined;
}
