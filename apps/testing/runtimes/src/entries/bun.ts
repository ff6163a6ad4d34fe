import { createFetchApplication } from "../fetch-application.ts";

declare const Bun: {
  serve(options: { hostname: string; port: number; idleTimeout: number; fetch(request: Request): Promise<Response> }): {
    readonly port: number;
  };
};

const handle = createFetchApplication();
// Without this, Bun cuts quiet streams after ten seconds.
const { port } = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: (request) => handle(request) });
console.log(port);
