import type { ResourceEvent } from "./event.ts";
import { nameOf } from "./key.ts";

/** The event as forms and hooks see it: they must not tell who shares the resource. */
export function shownEvent(event: ResourceEvent): ResourceEvent {
  return event.resource.startsWith(" ") ? { ...event, resource: nameOf(event.resource) } : event;
}
