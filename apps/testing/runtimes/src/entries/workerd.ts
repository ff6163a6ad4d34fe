import { createFetchApplication } from "../fetch-application.ts";

interface Namespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
}

/** One object in the whole world, and so the same events for everybody: workers themselves share nothing. */
export class Notes {
  readonly fetch = createFetchApplication();
}

/** Passes every request on to the object. */
const worker = {
  fetch: (request: Request, { NOTES }: { readonly NOTES: Namespace }): Promise<Response> =>
    NOTES.get(NOTES.idFromName("notes")).fetch(request),
};

// What workerd looks for.
export default worker;
