import type { ResourceEvent } from "./event.ts";

/*
 * What a log answers is the application's: from a database, perhaps in an older form. Whatever would fail later, for all
 * subscribers at once, fails here.
 */

/**
 * Checks the event that a log has stored.
 *
 * @throws TypeError if it is none of this resource, or has no valid id.
 */
export function storedEvent(answer: unknown, resource: string): ResourceEvent {
  if (isStored(answer, resource)) return answer;
  throw new TypeError("A log must return the event that it was given, with an id of 1 to 256 visible ASCII characters");
}

/**
 * Checks the position of a resource.
 *
 * @throws TypeError if it is no id.
 */
export function positionId(answer: unknown): string {
  if (isId(answer)) return answer;
  throw new TypeError("A position in a log must be an id of 1 to 256 visible ASCII characters");
}

/**
 * Checks the events after an id; `undefined`: the log does not know the id.
 *
 * @throws TypeError if it is no list of events of this resource.
 */
export function storedEvents(answer: unknown, resource: string): readonly ResourceEvent[] | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (Array.isArray(answer)) return answer.every((one) => isStored(one, resource)) ? answer : invalidEvents();
  return invalidEvents();
}

function invalidEvents(): never {
  throw new TypeError("A log must return the events after an id as it stored them, or undefined");
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,256}$/.test(value);
}

function isStored(value: unknown, resource: string): value is ResourceEvent {
  if (typeof value !== "object" || value === null) return false;
  const event = value as Partial<Record<keyof ResourceEvent, unknown>>;
  if (!isId(event.id) || event.resource !== resource || typeof event.type !== "string") return false;
  // A text is what became of a date in JSON.
  return event.published instanceof Date && typeof event.uuid === "string" && typeof event.method === "string";
}
