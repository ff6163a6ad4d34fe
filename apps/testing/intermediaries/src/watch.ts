import { type Observation, type ObserveOptions, observe } from "@resource-events/client";
import { Changes } from "@resource-events/testing-support";

/** What an observation has given out so far. */
export interface Watch {
  readonly observation: Observation;
  /** The ids of the notifications, in order. */
  readonly told: readonly string[];
  /** The representations and gaps, by their reasons. */
  readonly beginnings: readonly string[];
  /** The states, in order. */
  readonly states: readonly string[];
  /**
   * Waits until the condition holds.
   *
   * @throws what the observation ended with, if it ends before
   */
  until(condition: (watch: Watch) => boolean): Promise<void>;
}

/** Observes, and keeps what comes. */
export function watch(url: string, options: ObserveOptions = {}): Watch {
  const told: string[] = [];
  const beginnings: string[] = [];
  const states: string[] = [];
  const changes = new Changes();
  let over: unknown;
  const observation = observe(url, {
    ...options,
    retry: { minimum: 0.05, maximum: 0.5 },
    onState({ state }) {
      states.push(state);
      changes.report();
    },
  });
  const read = async (): Promise<void> => {
    for await (const item of observation) {
      if (item.kind === "notification") told.push(item.notification.eventId ?? "");
      else beginnings.push(item.reason);
      changes.report();
    }
  };
  read()
    .catch((error: unknown) => error)
    .then((error) => {
      over = error ?? new Error("The observation is over");
      changes.report();
    });
  const watching: Watch = {
    observation,
    told,
    beginnings,
    states,
    async until(condition) {
      const what = () => `${condition}; there are ${JSON.stringify({ told, beginnings, states })}`;
      await changes.until(() => over !== undefined || condition(watching), { what, seconds: 50 });
      if (!condition(watching)) throw over;
    },
  };
  return watching;
}
