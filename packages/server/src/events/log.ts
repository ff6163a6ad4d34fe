import type { ResourceEvent, UnloggedEvent } from "./event.ts";

/** A value, or a promise of one: a log in memory returns at once, one in a database later. */
export type Awaitable<T> = T | Promise<T>;

/** Whether a value is a promise. `instanceof` would miss promises of other realms and libraries. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** How much a log holds. */
export interface LogSize {
  /** How many events. */
  readonly events: number;
  /** How many bytes they take, estimated. */
  readonly bytes: number;
}

/**
 * Gives events their ids and their order, and stores them for clients that resume.
 *
 * An id is opaque, unique, and a word of at most 256 visible ASCII characters. It must belong to one life of the log, which
 * ends whenever a restart loses events. Otherwise the log could take an old id for a current position.
 */
export interface EventLog {
  /** Stores an event as the newest of its resource, and gives it an id. Calls come in the order of the events. */
  append(event: UnloggedEvent): Awaitable<ResourceEvent>;
  /**
   * Returns the id of the resource's newest event. If the log has no event of it, it returns an id after which no event is
   * lost (EQ-RP-5).
   */
  position(resource: string): Awaitable<string>;
  /**
   * Returns the events of the resource after `id` (an event or a position), oldest first. It returns `undefined` if the id
   * is unknown or forgotten, or belongs to another resource.
   */
  after(resource: string, id: string): Awaitable<readonly ResourceEvent[] | undefined>;
  /** Returns how much it holds, for the statistics. Must be synchronous. */
  size?(): LogSize | undefined;
}
