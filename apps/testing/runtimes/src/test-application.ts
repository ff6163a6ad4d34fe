import {
  configurationOf,
  createNotesApplication,
  type NotesApplication,
  type NotesRequest,
  type NotesResponse,
  resourceEventsOptions,
} from "@resource-events/demo";
import { type Form, type ResourceEventsOptions, textOf } from "@resource-events/server";

/** How often a notification of `example/counted` was rendered, as text; it is rendered only while somebody listens. */
export const countPath = "/-/count";

/** A resource whose representation has less bytes than it says. */
export const shortPath = "/-/short";

/** The most bytes that the content of a PATCH may have to be told as a delta. */
export const deltaBytes = 256 * 1024;

/** The notes, and what else the checks need to see; any server's binding of the notes takes it. */
export interface TestApplication {
  readonly application: NotesApplication;
  /** What is to be set of resource events, whatever they are served through, beside `resource`. */
  readonly options: ResourceEventsOptions;
}

/** Makes the application that the checks are run against. */
export function createTestApplication(): TestApplication {
  const notes = createNotesApplication();
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
      return notes.handle(request);
    },
    resourceOf: (path) => (path === shortPath ? path : notes.resourceOf(path)),
  };
  const options = resourceEventsOptions(configurationOf({}), application);
  return {
    application,
    options: {
      ...options,
      eventsQuery: { ...options.eventsQuery, forms: [...options.eventsQuery.forms, counted] },
      deltaBytes,
      // What the checks provoke is not worth a word.
      onError: () => {},
    },
  };
}

function answer({ method }: NotesRequest, text: string, length = String(text.length)): NotesResponse {
  const fields = new Headers({ "Content-Type": "text/plain", "Content-Length": length });
  return { status: 200, fields, body: method === "HEAD" ? null : new TextEncoder().encode(text) };
}
