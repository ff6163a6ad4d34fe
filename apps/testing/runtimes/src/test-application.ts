import {
  configurationOf,
  createNotesApplication,
  type NotesApplication,
  type NotesRequest,
  type NotesResponse,
  resourceEventsOptions,
} from "@resource-events/demo";
import { type Form, type ResourceEventsOptions, textOf } from "@resource-events/server";

/** A resource that says how often a notification in `example/counted` was rendered: only subscribers make that happen. */
export const countPath = "/-/count";

/** A resource whose representation is shorter than its `Content-Length`. */
export const shortPath = "/-/short";

/** A resource whose PUT has a response far too long for a connection to take at once. */
export const longPath = "/-/long";

/** The most bytes that the content of a PATCH may have to be a delta. */
export const deltaBytes = 256 * 1024;

/** The demo's notes, and what else the checks need. Whatever can serve the notes can serve it. */
export interface TestApplication {
  readonly application: NotesApplication;
  /** The options for resource events, except `resource`, which depends on the adapter. */
  readonly options: ResourceEventsOptions;
}

/** Makes the application that the checks run against. */
export function createTestApplication(): TestApplication {
  const notes = createNotesApplication();
  const long = "x".repeat(30 * 1024 * 1024);
  let count = 0;
  const counted: Form = {
    mediaType: "example/counted",
    render({ id }) {
      count += 1;
      return textOf(`${id}\n`);
    },
  };
  const application: NotesApplication = {
    ...notes,
    handle(request) {
      if (request.path === countPath) return answer(request, String(count));
      if (request.path === shortPath) return answer(request, "short", "1000");
      if (request.path === longPath) return answer(request, request.method === "PUT" ? long : "short");
      return notes.handle(request);
    },
    resourceOf: (path) => (path === shortPath || path === longPath ? path : notes.resourceOf(path)),
  };
  const options = resourceEventsOptions(configurationOf({}), application);
  return {
    application,
    options: {
      ...options,
      eventsQuery: { ...options.eventsQuery, forms: [...options.eventsQuery.forms, counted] },
      deltaBytes,
      limits: { withheldSeconds: 0.5 },
      // The checks provoke errors on purpose.
      onError: () => {},
    },
  };
}

function answer({ method }: NotesRequest, text: string, length = String(text.length)): NotesResponse {
  const fields = new Headers({ "Content-Type": "text/plain", "Content-Length": length });
  return { status: 200, fields, body: method === "HEAD" ? null : new TextEncoder().encode(text) };
}
