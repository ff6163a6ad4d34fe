import { createServer, type Server } from "node:http";
import type { RawClient, RawResponse } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { expect, onTestFinished } from "vitest";
import type { Application, Framework, MiddlewareEvents, MiddlewareOptions } from "./framework.ts";

/** An application that is served; everything of it ends with the test. */
export interface Running {
  readonly server: Server;
  readonly port: number;
  /** The errors that the framework passed to the application. */
  readonly reported: readonly unknown[];
  connect(): RawClient;
  /** Sends a request on a new connection. */
  request(head: string, content?: string): Promise<RawResponse>;
}

/** A served application with the middleware in it. */
export interface RunningEvents<Middleware> extends Running {
  readonly events: MiddlewareEvents<Middleware>;
  /** The errors that `onError` got. */
  readonly errors: readonly unknown[];
}

/** Serves an application. A warning, an uncaught exception or an unhandled rejection fails the test. */
export async function serve({ listener, reported }: Application): Promise<Running> {
  const surprises: unknown[] = [];
  const onSurprise = (surprise: unknown) => surprises.push(surprise);
  const kinds = ["unhandledRejection", "uncaughtException", "warning"] as const;
  for (const kind of kinds) process.on(kind, onSurprise);
  const server = createServer(listener);
  const { port, connect } = await listenInTest(server);
  onTestFinished(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const kind of kinds) process.off(kind, onSurprise);
    expect(surprises).toEqual([]);
  });
  const request = (head: string, content?: string): Promise<RawResponse> => {
    const client = connect();
    client.send(`${head}\nConnection: close`, content);
    return client.response(head.split(" ")[0]);
  };
  return { server, port, reported, connect, request };
}

/** Makes the middleware, and serves the application that is built with it. */
export async function serveWithEvents<Middleware>(
  framework: Framework<Middleware>,
  build: (events: MiddlewareEvents<Middleware>) => Application,
  options: MiddlewareOptions = {},
): Promise<RunningEvents<Middleware>> {
  const errors: unknown[] = [];
  const events = framework.resourceEvents({ onError: (error) => errors.push(error), ...options });
  onTestFinished(() => events.close());
  return { ...(await serve(build(events))), events, errors };
}

/** Serves the framework's notes and their collection behind the middleware. */
export async function serveNotes<Middleware>(framework: Framework<Middleware>, options: MiddlewareOptions = {}) {
  const build = ({ middleware }: MiddlewareEvents<Middleware>) => framework.notes(middleware);
  const running = await serveWithEvents(framework, build, {
    container: () => "/notes",
    deltas: ["application/merge-patch+json"],
    ...options,
  });
  const put = (text: string, target = "/notes/welcome"): Promise<RawResponse> =>
    running.request(`PUT ${target} HTTP/1.1\nContent-Type: text/plain; charset=utf-8`, text);
  return { ...running, put };
}

/** Serves a handler for everything except `/fine`; `livesOn` checks that the server still responds there. */
export async function serveHandler<Middleware>(framework: Framework<Middleware>, handler: Middleware) {
  const running = await serveWithEvents(framework, ({ middleware }) => {
    const fine = framework.handler(({ request, text }, next) => (request.url === "/fine" ? text("fine") : next()));
    return framework.application(middleware, fine, handler);
  });
  const livesOn = async () => expect((await running.request("GET /fine HTTP/1.1")).body).toBe("fine");
  return { ...running, livesOn };
}
