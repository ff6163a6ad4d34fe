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

/** The connection to a resource, as the page shows it. */
export interface Connection {
  /** The state of the observation, or `queued` (waiting for other windows), or `paused` (the tab is hidden). */
  readonly state: ObservationState | "queued" | "paused";
  readonly protocol: string | undefined;
  readonly lastEventId: string | undefined;
  /** In seconds. */
  readonly duration: number | undefined;
  readonly endsAt: Date | undefined;
  readonly retryAt: Date | undefined;
  readonly cause: ClientError | undefined;
}

/** Receives the items and the states of a {@link Live}. */
export interface LiveListener {
  /** An item arrived. The next one waits until this returns. */
  onItem(item: Observed, observation: Observation): Promise<void> | void;
  /** The state changed. Not called for the initial state. */
  onState(connection: Connection): void;
  /** The observation ended, because the resource was deleted or cannot be observed. */
  onEnd(cause: ClientError | undefined): void;
}

const initial: Connection = {
  state: "connecting",
  protocol: undefined,
  lastEventId: undefined,
  duration: undefined,
  endsAt: undefined,
  retryAt: undefined,
  cause: undefined,
};

/** How long a tab must be hidden before its streams are closed, in milliseconds. */
const hiddenPatience = 3_000;

/** Observes a resource while the tab is visible, and resumes when it becomes visible again. */
export class Live {
  readonly connection = signal<Connection>(initial);
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
    document.addEventListener("visibilitychange", () => this.#updateVisibility(), options);
    window.addEventListener("online", () => this.reconnect(), options);
  }

  /** Starts the observation, or restarts it. */
  start(options: ObserveOptions): void {
    this.#options = options;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#set({ ...initial, lastEventId: options.lastEventId });
    void this.#run(options, this.#stop.signal);
  }

  /** Connects now: ends the wait for the next attempt, or replaces the current response. */
  reconnect(): void {
    this.#observation?.reconnect();
  }

  close(): void {
    this.#closed.abort();
    this.#stop.abort();
    clearTimeout(this.#hiding);
  }

  #updateVisibility(): void {
    clearTimeout(this.#hiding);
    const { state, lastEventId } = this.connection.value;
    if (document.visibilityState === "visible") {
      if (state === "paused") this.start({ ...this.#options, lastEventId });
    } else if (state !== "closed") {
      this.#hiding = setTimeout(() => {
        this.#stop.abort();
        this.#set({ ...initial, state: "paused", lastEventId: this.connection.value.lastEventId });
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
