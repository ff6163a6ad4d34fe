import { Rate } from "./rate.ts";

/** The subscriptions of one client, or of one connection. */
export interface Owner {
  count: number;
  readonly rate: Rate;
  /** The audiences that not everybody shares, by the resource: how many subscriptions of this owner are in each. */
  readonly audiences: Map<string, Map<unknown, number>>;
}

/** An owner without subscriptions. */
export function newOwner(perMinute: number, now: number): Owner {
  return { count: 0, rate: new Rate(perMinute, now), audiences: new Map() };
}

/** Whether a kind has a place: another subscription has it already, or there are fewer kinds than `most`. */
export function hasPlace(kinds: ReadonlyMap<unknown, number> | undefined, kind: unknown, most: number): boolean {
  return kinds === undefined || kinds.has(kind) || kinds.size < most;
}

/** Takes a place of a kind. */
export function takePlace(kinds: Map<unknown, number>, kind: unknown): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
}

/** Gives a place of a kind back. */
export function leavePlace(kinds: Map<unknown, number>, kind: unknown): void {
  const left = (kinds.get(kind) ?? 0) - 1;
  if (left > 0) kinds.set(kind, left);
  else kinds.delete(kind);
}
