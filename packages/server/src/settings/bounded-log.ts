import { type Awaitable, type EventLog, isPromise } from "../events/log.ts";
import { within } from "./within.ts";

/** A log whose answers take a bounded time: what comes later counts as failed. A `size` that fails is reported. */
export function boundedLog(log: EventLog, seconds: number, onError: (error: unknown) => void): EventLog {
  const bounded = <T>(answer: Awaitable<T>): Awaitable<T> =>
    isPromise(answer) ? within(answer, seconds, "The event log") : answer;
  return {
    append: (event) => bounded(log.append(event)),
    position: (resource) => bounded(log.position(resource)),
    after: (resource, id) => bounded(log.after(resource, id)),
    size: () => {
      try {
        return log.size?.();
      } catch (error) {
        onError(error);
        return undefined;
      }
    },
  };
}
