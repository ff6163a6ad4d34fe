import { ServerError } from "../errors.ts";
import { type EventDetails, eventOf, type ResourceEvent, type UnloggedEvent } from "../events/event.ts";
import { nameOf } from "../events/key.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { AllWithheld } from "./all-withheld.ts";
import { Channel, type PendingEvent } from "./channel.ts";
import type { Wait } from "./withheld.ts";

/** An event that has its id and its place in the order, and is delivered once it is released. */
export interface RecordedEvent {
  readonly event: ResourceEvent;
  /** Releases the event: call it once its cause has its response (PREP-MS-2). Further calls do nothing. */
  release(): void;
  /** Says what the event waits for, so that the wait can be cut short if too much waits. */
  withheldBy(wait: Wait): void;
}

/** The channels of all resources that have subscribers, or events to deliver. Records events: in the log, then in a channel. */
export class Channels {
  readonly #channels = new Map<string, Channel>();
  readonly #withheld: AllWithheld;

  constructor(private readonly core: Core) {
    this.#withheld = new AllWithheld(core);
  }

  /** How many resources have subscribers, or events that wait to be delivered. */
  get size(): number {
    return this.#channels.size;
  }

  /** The channel of a resource; {@link tidy} it when you leave. */
  channel(resource: string): Channel {
    const present = this.#channels.get(resource);
    if (present !== undefined) return present;
    const channel = new Channel(this.core, this.#withheld, () => this.tidy(resource));
    this.#channels.set(resource, channel);
    return channel;
  }

  /** Drops what nobody needs any more. */
  tidy(resource: string): void {
    const channel = this.#channels.get(resource);
    channel?.dropEmptyAudiences();
    if (channel?.idle === true) this.#channels.delete(resource);
  }

  /**
   * Gives an event its id and its place in the order.
   *
   * @throws {@link ServerError} `event` if the details are invalid, `log` if the log failed.
   */
  record(resource: string, details: EventDetails): Awaitable<RecordedEvent> {
    const unlogged = this.#toldOf(eventOf(resource, details));
    const channel = this.channel(resource);
    const pending = channel.reserve();
    const store = (event: ResourceEvent): RecordedEvent => {
      channel.store(pending, event);
      return {
        event,
        release: () => this.#release(resource, channel, pending),
        withheldBy: (wait) => channel.withhold(pending, wait),
      };
    };
    const fail = (cause: unknown): never => {
      // Nobody may be told less than happened. Its place is given up, so that it holds back nothing of those who come now.
      channel.fail();
      this.#release(resource, channel, pending);
      throw new ServerError("log", `The log did not take an event on ${nameOf(resource)}`, { cause });
    };
    try {
      const logged = this.core.log.append(unlogged);
      if (!isPromise(logged)) return store(logged);
      const recorded = Promise.resolve(logged).then(store, fail);
      pending.stored = recorded.catch(() => {});
      return recorded;
    } catch (error) {
      return fail(error);
    }
  }

  /** The event without a delta that nobody may be told. */
  #toldOf(event: UnloggedEvent): UnloggedEvent {
    if (event.delta === undefined || this.core.deltas.nameOf(event.delta.mediaType) !== undefined) return event;
    const { delta: _, ...told } = event;
    return told;
  }

  #release(resource: string, channel: Channel, pending: PendingEvent): void {
    if (pending.released) return;
    channel.release(pending);
    this.tidy(resource);
  }
}
