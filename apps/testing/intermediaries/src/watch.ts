import { type Observation, type ObserveOptions, observe } from "@resource-events/client";
import { Changes } from "@resource-events/testing-support";

/** What an observation has yielded so far. */
export interface Watch {
  readonly observation: Observation;
  /** The event ids of the notifications, in order. */
  readonly ids: readonly string[];
  /** The reasons of the representations and gaps, in order. */
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

/** Observes, and records what comes. */
export function watch(url: string, options: ObserveOptions = {}): Watch {
  const ids: string[] = [];
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
      if (item.kind === "notification") ids.push(item.notification.eventId ?? "");
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
    ids,
    beginnings,
    states,
    async until(condition) {
      const what = () => `${condition}; there are ${JSON.stringify({ ids, beginnings, states })}`;
      await changes.until(() => over !== undefined || condition(watching), { what, seconds: 50 });
      if (!condition(watching)) throw over;
    },
  };
  return watching;
}
