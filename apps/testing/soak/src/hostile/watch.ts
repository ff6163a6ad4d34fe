import { type message, mutate } from "../wire/exchange.ts";
import { type Kind, kinds } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";

/** The subscribers that must not be affected: one of each given kind, on one resource. */
export class Watch {
  /** The event ids that they must have got, in order, if they are known. */
  readonly ids: string[] = [];
  readonly target: string;
  readonly #port: number;
  #subscribers: readonly StrictSubscriber[] = [];

  private constructor(port: number, target: string) {
    this.#port = port;
    this.target = target;
  }

  /** Begins to watch; `delta` is the media type of the deltas to ask for. */
  static async start(port: number, target: string, delta?: string, of: readonly Kind[] = kinds): Promise<Watch> {
    const watch = new Watch(port, target);
    const kindsOfWatch: readonly Kind[] = of.map((kind) => (delta === undefined ? kind : { ...kind, delta }));
    watch.#subscribers = await Promise.all(
      kindsOfWatch.map((kind) => {
        const state = kind.encapsulation === "application/json-seq" ? { state: false } : {};
        return StrictSubscriber.open({ port, target, kind, ...state });
      }),
    );
    return watch;
  }

  get subscribers(): readonly StrictSubscriber[] {
    return this.#subscribers;
  }

  /** Changes the resource in an ordinary way, and waits until every watcher has the event. */
  async mark(): Promise<void> {
    this.ids.push(await mutate(this.#port, "PUT", this.target, { "Content-Type": "text/plain" }, "marked"));
    await this.receive(this.ids.length);
  }

  /** Sends any mutation, and waits until every watcher has the event. */
  async change(...request: Parameters<typeof message>): Promise<void> {
    this.ids.push(await mutate(this.#port, ...request));
    await this.receive(this.ids.length);
  }

  /** Waits until every watcher has got this many events. */
  async receive(count: number): Promise<void> {
    for (const one of this.#subscribers) {
      await one.until(() => one.notifications.length >= count, `${count} notifications`);
    }
  }

  /** The fault in what the watchers got, if any. */
  problem(): string | undefined {
    const ids = this.ids.join();
    for (const { notifications, error, ending } of this.#subscribers) {
      if (error !== undefined) return error.message;
      if (ending !== undefined) return `A watcher's stream on ${this.target} ended: ${ending}`;
      const received = notifications.map(({ id }) => id).join();
      if (received !== ids)
        return `A watcher of ${this.target} got ${received.slice(-200)} instead of ${ids.slice(-200)}`;
    }
    return undefined;
  }

  leave(): void {
    for (const subscriber of this.#subscribers) subscriber.leave();
  }
}
