import { createFetchApplication } from "../fetch-application.ts";

interface Namespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
}

/** One object for the whole world, so that everybody gets the same events: workers themselves share nothing. */
export class Notes {
  readonly fetch = createFetchApplication();
}

/** Passes every request on to the object. */
const worker = {
  fetch: (request: Request, { NOTES }: { readonly NOTES: Namespace }): Promise<Response> =>
    NOTES.get(NOTES.idFromName("notes")).fetch(request),
};

// workerd looks for a default export.
export default worker;
