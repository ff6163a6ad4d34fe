import { type Awaitable, type EventLog, isPromise, type LogSize } from "../events/log.ts";
import { positionId, storedEvent, storedEvents } from "../events/log-answers.ts";
import { atOnce } from "./at-once.ts";
import { within } from "./within.ts";

/** A log whose answers take a bounded time, and are what they must be: all else counts as failed. A `size` that fails is reported. */
export function boundedLog(log: EventLog, seconds: number, onError: (error: unknown) => void): EventLog {
  const checked = <T>(answer: Awaitable<unknown>, check: (answer: unknown) => T): Awaitable<T> =>
    isPromise(answer) ? within(answer, seconds, "The event log").then(check) : check(answer);
  return {
    append: (event) => checked(log.append(event), (answer) => storedEvent(answer, event.resource)),
    position: (resource) => checked(log.position(resource), positionId),
    after: (resource, id) => checked(log.after(resource, id), (answer) => storedEvents(answer, resource)),
    size: () => {
      try {
        return sizeOf(atOnce(log.size?.(), "The size of a log"));
      } catch (error) {
        onError(error);
        return undefined;
      }
    },
  };
}

function sizeOf(answer: unknown): LogSize | undefined {
  if (answer === undefined) return undefined;
  const { events, bytes } = answer as Partial<Record<keyof LogSize, unknown>>;
  if (typeof events === "number" && typeof bytes === "number") return { events, bytes };
  throw new TypeError("The size of a log must have numbers of events and bytes");
}
