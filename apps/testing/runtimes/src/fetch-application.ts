import { fetchHandler } from "@resource-events/demo";
import { type FetchHandler, type FetchOptions, fetchResourceEvents } from "@resource-events/server/fetch";
import { createTestApplication } from "./test-application.ts";

/** How to serve the application. */
export interface FetchApplicationOptions<Rest extends unknown[]> {
  readonly whenSent?: FetchOptions<Rest>["whenSent"];
  /** Puts a framework between the notes and their events. Default: none. */
  readonly mount?: (notes: (request: Request) => Promise<Response>) => FetchHandler<Rest>;
}

/** The test application as a Fetch handler that serves subscriptions. */
export function createFetchApplication<Rest extends unknown[] = []>({
  whenSent,
  mount,
}: FetchApplicationOptions<Rest> = {}): (request: Request, ...rest: Rest) => Promise<Response> {
  const { application, options } = createTestApplication();
  const events = fetchResourceEvents<Rest>({
    ...options,
    resource: ({ pathname }) => application.resourceOf(pathname),
    ...(whenSent === undefined ? {} : { whenSent }),
  });
  const notes = fetchHandler(application, {
    beforeResponse({ change }, response) {
      if (change !== undefined) events.describe(response, change);
    },
  });
  return events.wrap(mount?.(notes) ?? ((request, ..._: Rest) => notes(request)));
}
