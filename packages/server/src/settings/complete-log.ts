import type { ResourceEvent } from "../events/event.ts";
import { type EventLog, isPromise } from "../events/log.ts";

/** Of how many resources with a lost event is remembered that they have one; and how long their keys may be in all. */
const remembered = { resources: 10_000, characters: 1_000_000 };

/** A resource with an event that the log did not take. */
interface Loss {
  /** The first event that the log took afterwards: from there on, it is complete again. */
  firstAfter: string | undefined;
}

/**
 * A log that does not let a client resume from before an event that it did not take: the client would be told less than
 * happened. Its id counts as forgotten, so it begins anew, with the representation. Only this process knows of its losses.
 */
export function completeLog(log: EventLog): EventLog {
  const losses = new Map<string, Loss>();
  let characters = 0;

  const forget = (resource: string): void => {
    if (losses.delete(resource)) characters -= resource.length;
  };
  const lost = (resource: string): void => {
    forget(resource);
    losses.set(resource, { firstAfter: undefined });
    characters += resource.length;
    for (const longestAgo of losses.keys()) {
      if (losses.size <= remembered.resources && characters <= remembered.characters) return;
      forget(longestAgo);
    }
  };
  const taken = (event: ResourceEvent): ResourceEvent => {
    const loss = losses.size === 0 ? undefined : losses.get(event.resource);
    if (loss !== undefined) loss.firstAfter ??= event.id;
    return event;
  };

  return {
    append(event) {
      const fail = (error: unknown): never => {
        lost(event.resource);
        throw error;
      };
      try {
        const stored = log.append(event);
        return isPromise(stored) ? stored.then(taken, fail) : taken(stored);
      } catch (error) {
        return fail(error);
      }
    },
    position: (resource) => log.position(resource),
    async after(resource, id) {
      const loss = losses.get(resource);
      if (loss === undefined) return log.after(resource, id);
      const { firstAfter } = loss;
      if (firstAfter === undefined) return undefined;
      if (id === firstAfter) return log.after(resource, id);
      const sinceThen = await log.after(resource, firstAfter);
      if (sinceThen === undefined) {
        // The log has forgotten that event, and with it all that came before.
        if (losses.get(resource) === loss) forget(resource);
        return log.after(resource, id);
      }
      const place = sinceThen.findIndex((event) => event.id === id);
      return place < 0 ? undefined : sinceThen.slice(place + 1);
    },
    size: () => log.size?.(),
  };
}
