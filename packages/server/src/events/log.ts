import type { ResourceEvent, UnloggedEvent } from "./event.ts";

/** A value, or the promise of one: a log in memory answers at once, one in a database later. */
export type Awaitable<T> = T | Promise<T>;

/** Whether it is a promise, of whatever kind: to `instanceof`, those of other realms and libraries are none. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** How much a log holds. */
export interface LogSize {
  /** How many events. */
  readonly events: number;
  /** How many bytes they take, by estimate. */
  readonly bytes: number;
}

/**
 * Where events get their id and their order, and stay for those who come back for them.
 *
 * An id is opaque, unique, a visible-ASCII word of at most 256 characters, and names the life of the log (its epoch):
 * an id from before a restart that lost the events must be known as forgotten, never taken for a position of today.
 */
export interface EventLog {
  /** Stores the event as the newest of its resource. Called in the order of the events. */
  append(event: UnloggedEvent): Awaitable<ResourceEvent>;
  /** The id of the resource's newest event, or, where it has none (any more), of a position after which none is lost (EQ-RP-5). */
  position(resource: string): Awaitable<string>;
  /**
   * What happened on the resource after the event (or position) `id`, oldest first; `undefined` where the id is
   * unknown, forgotten, or of another resource.
   */
  after(resource: string, id: string): Awaitable<readonly ResourceEvent[] | undefined>;
  /** How much it holds, for the statistics; answered at once. */
  size?(): LogSize;
}
