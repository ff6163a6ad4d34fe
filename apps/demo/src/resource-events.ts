import { jsonRealization } from "@resource-events/fields";
import { eventsQueryRealization } from "@resource-events/fields/events-query";
import {
  activityForm,
  jsonForm,
  linkedDataForm,
  type ResourceEventsOptions,
  rfc822Form,
} from "@resource-events/server";
import type { Configuration } from "./configuration.ts";
import { eventNotificationForm } from "./event-notification-form.ts";
import type { NotesApplication } from "./notes/application.ts";
import { allowAnyOrigin } from "./notes/cross-origin.ts";
import { acceptPatch } from "./notes/patch.ts";

/** Returns the resource of a request target. Ignores the query component: with any query, it is the same note. */
export function resourceAt(application: NotesApplication, target: string): string | undefined {
  return application.resourceOf(target.replace(/[?#].*$/s, ""));
}

/** Returns the options for resource events, which are the same with every adapter. */
export function resourceEventsOptions(configuration: Configuration, application: NotesApplication) {
  const crossOrigin = new Headers();
  allowAnyOrigin(crossOrigin);
  return {
    prep: { forms: [rfc822Form, jsonForm, linkedDataForm, activityForm] },
    deltas: acceptPatch.split(", "),
    eventsQuery: {
      forms: [jsonForm, rfc822Form, linkedDataForm, activityForm, eventNotificationForm],
      realizations: [jsonRealization, eventsQueryRealization],
    },
    duration: { default: configuration.duration, maximum: configuration.maximumDuration },
    container: (resource: string) => application.containerOf(resource),
    refusalFields: [...crossOrigin],
  } satisfies ResourceEventsOptions;
}
