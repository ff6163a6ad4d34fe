import { type message, mutate } from "../wire/exchange.ts";
import { type Kind, kinds } from "../wire/kind.ts";
import { StrictSubscriber } from "../wire/subscriber.ts";

/** The subscribers that must come to no harm: one of each kind, or of some, on one resource. */
export class Watch {
  /** The ids that they must have been told, in order; as far as they are known. */
  readonly ids: string[] = [];
  readonly target: string;
  readonly #port: number;
  #subscribers: readonly StrictSubscriber[] = [];

  private constructor(port: number, target: string) {
    this.#port = port;
    this.target = target;
  }

  /** Begins to watch, with an interest in deltas of a media type. */
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

  /** Changes the resource as anybody may, and waits until everybody was told. */
  async mark(): Promise<void> {
    this.ids.push(await mutate(this.#port, "PUT", this.target, { "Content-Type": "text/plain" }, "marked"));
    await this.told(this.ids.length);
  }

  /** A mutation of any kind, and waits until everybody was told. */
  async change(...request: Parameters<typeof message>): Promise<void> {
    this.ids.push(await mutate(this.#port, ...request));
    await this.told(this.ids.length);
  }

  /** Waits until everybody was told so many events. */
  async told(count: number): Promise<void> {
    for (const one of this.#subscribers) {
      await one.until(() => one.notifications.length >= count, `${count} notifications`);
    }
  }

  /** What is wrong with what they were told, if anything is. */
  problem(): string | undefined {
    const ids = this.ids.join();
    for (const { notifications, error, ending } of this.#subscribers) {
      if (error !== undefined) return error.message;
      if (ending !== undefined) return `A watcher's stream on ${this.target} ended: ${ending}`;
      const told = notifications.map(({ id }) => id).join();
      if (told !== ids) return `A watcher of ${this.target} was told ${told.slice(-200)} instead of ${ids.slice(-200)}`;
    }
    return undefined;
  }

  leave(): void {
    for (const subscriber of this.#subscribers) subscriber.leave();
  }
}
