import { createFetchApplication } from "../fetch-application.ts";

/** What Deno says about a request. */
interface ServeHandlerInfo {
  /** Settles when the response was sent, or could not be. */
  readonly completed: Promise<void>;
}

declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen(address: { readonly port: number }): void },
    handler: (request: Request, info: ServeHandlerInfo) => Promise<Response>,
  ): unknown;
};

const handle = createFetchApplication<[ServeHandlerInfo]>({ whenSent: (_, { completed }) => completed });
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, handle);
