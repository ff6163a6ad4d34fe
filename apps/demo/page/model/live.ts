import { signal } from "@preact/signals";
import {
  ClientError,
  type Observation,
  type ObservationState,
  type Observed,
  type ObserveOptions,
  observe,
} from "@resource-events/client";
import { takeSlot } from "./slots.ts";

/** How a resource is being followed, as far as it is of interest to people. */
export interface Connection {
  /** Beyond those of an observation: `queued` behind other windows, and `paused` while nobody looks. */
  readonly state: ObservationState | "queued" | "paused";
  readonly protocol: string | undefined;
  readonly lastEventId: string | undefined;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly endsAt: Date | undefined;
  readonly retryAt: Date | undefined;
  readonly cause: ClientError | undefined;
}

/** What becomes of what is received. */
export interface LiveListener {
  /** Items come one by one. */
  onItem(item: Observed, observation: Observation): Promise<void> | void;
  /** Not called for the first state. */
  onState(connection: Connection): void;
  /** It is over: the resource was deleted, or can't be followed. */
  onEnd(cause: ClientError | undefined): void;
}

const beginning: Connection = {
  state: "connecting",
  protocol: undefined,
  lastEventId: undefined,
  duration: undefined,
  endsAt: undefined,
  retryAt: undefined,
  cause: undefined,
};

/** How long a tab may be hidden before its streams are closed, in milliseconds. */
const hiddenPatience = 3_000;

/** Follows a resource while somebody looks, and goes on where it left off. */
export class Live {
  readonly connection = signal<Connection>(beginning);
  readonly #url: string;
  readonly #listener: LiveListener;
  #options: ObserveOptions = {};
  #observation: Observation | undefined;
  #stop = new AbortController();
  #hiding: ReturnType<typeof setTimeout> | undefined;
  readonly #closed = new AbortController();

  constructor(url: string, listener: LiveListener) {
    this.#url = url;
    this.#listener = listener;
    const options = { signal: this.#closed.signal };
    document.addEventListener("visibilitychange", () => this.#look(), options);
    window.addEventListener("online", () => this.reconnect(), options);
  }

  /** Begins, or begins anew. */
  start(options: ObserveOptions): void {
    this.#options = options;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#set({ ...beginning, lastEventId: options.lastEventId });
    void this.#run(options, this.#stop.signal);
  }

  /** Ends a pause before the next attempt, or takes a new response. */
  reconnect(): void {
    this.#observation?.reconnect();
  }

  close(): void {
    this.#closed.abort();
    this.#stop.abort();
    clearTimeout(this.#hiding);
  }

  #look(): void {
    clearTimeout(this.#hiding);
    const { state, lastEventId } = this.connection.value;
    if (document.visibilityState === "visible") {
      if (state === "paused") this.start({ ...this.#options, lastEventId });
    } else if (state !== "closed") {
      this.#hiding = setTimeout(() => {
        this.#stop.abort();
        this.#set({ ...beginning, state: "paused", lastEventId: this.connection.value.lastEventId });
      }, hiddenPatience);
    }
  }

  async #run(options: ObserveOptions, stop: AbortSignal): Promise<void> {
    const release = await takeSlot(stop, () => this.#set({ ...this.connection.value, state: "queued" }));
    if (release === undefined) return;
    const onState = (observation: Observation, cause?: ClientError) => {
      if (!stop.aborted) this.#set(connectionOf(observation, cause));
    };
    let cause: ClientError | undefined;
    try {
      const observation = observe(this.#url, { ...options, signal: stop, onState });
      this.#observation = observation;
      for await (const item of observation) {
        await this.#listener.onItem(item, observation);
        if (!stop.aborted) this.#set({ ...this.connection.value, lastEventId: observation.lastEventId });
      }
    } catch (reason) {
      if (stop.aborted) return;
      if (!(reason instanceof ClientError)) throw reason;
      cause = reason;
    } finally {
      release();
    }
    if (!stop.aborted) this.#listener.onEnd(cause);
  }

  #set(connection: Connection): void {
    const { state } = this.connection.value;
    this.connection.value = connection;
    if (connection.state !== state) this.#listener.onState(connection);
  }
}

function connectionOf(observation: Observation, cause: ClientError | undefined): Connection {
  const { state, lastEventId, endsAt, retryAt, subscription } = observation;
  const { protocol, duration } = subscription ?? {};
  return { state, lastEventId, endsAt, retryAt, protocol, duration, cause };
}
