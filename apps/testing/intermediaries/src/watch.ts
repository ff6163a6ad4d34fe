import { type Observation, type ObserveOptions, observe } from "@resource-events/client";

/** What an observation has given out so far. */
export interface Watch {
  readonly observation: Observation;
  /** The ids of the notifications, in order. */
  readonly told: readonly string[];
  /** The representations and gaps, by their reasons. */
  readonly beginnings: readonly string[];
  /** The states, in order. */
  readonly states: readonly string[];
  /** Waits until the condition holds; rejects where the observation ends before. */
  until(condition: (watch: Watch) => boolean): Promise<void>;
}

/** Observes, and keeps what comes. */
export function watch(url: string, options: ObserveOptions = {}): Watch {
  const told: string[] = [];
  const beginnings: string[] = [];
  const states: string[] = [];
  let wake: (() => void)[] = [];
  let over: unknown;
  const tell = (): void => {
    const waking = wake;
    wake = [];
    for (const one of waking) one();
  };
  const observation = observe(url, {
    ...options,
    retry: { minimum: 0.05, maximum: 0.5 },
    onState({ state }) {
      states.push(state);
      tell();
    },
  });
  const read = async (): Promise<void> => {
    for await (const item of observation) {
      if (item.kind === "notification") told.push(item.notification.eventId ?? "");
      else beginnings.push(item.reason);
      tell();
    }
  };
  read()
    .catch((error: unknown) => error)
    .then((error) => {
      over = error ?? new Error("The observation is over");
      tell();
    });
  const watching: Watch = {
    observation,
    told,
    beginnings,
    states,
    async until(condition) {
      while (!condition(watching)) {
        if (over !== undefined) throw over;
        await new Promise<void>((resolve) => wake.push(resolve));
      }
    },
  };
  return watching;
}
