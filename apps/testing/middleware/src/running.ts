import { createServer, type Server } from "node:http";
import type { RawClient, RawResponse } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { expect, onTestFinished } from "vitest";
import type { Application, Framework, MiddlewareEvents, MiddlewareOptions } from "./framework.ts";

/** An application that is served; everything that it has is ended with the test. */
export interface Running {
  readonly server: Server;
  readonly port: number;
  /** What the framework told the application of errors. */
  readonly reported: readonly unknown[];
  connect(): RawClient;
  /** Sends a request on a connection of its own. */
  request(head: string, content?: string): Promise<RawResponse>;
}

/** One with the middleware in it. */
export interface RunningEvents<Middleware> extends Running {
  readonly events: MiddlewareEvents<Middleware>;
  /** What was given to `onError`. */
  readonly errors: readonly unknown[];
}

/** Serves an application. Whatever happens in the process that nobody expects fails the test. */
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

/** Serves the framework's notes, which their collection contains, behind the middleware. */
export async function serveNotes<Middleware>(framework: Framework<Middleware>, options: MiddlewareOptions = {}) {
  const build = ({ middleware }: MiddlewareEvents<Middleware>) => framework.notes(middleware);
  const running = await serveWithEvents(framework, build, { container: () => "/notes", ...options });
  const put = (text: string, target = "/notes/welcome"): Promise<RawResponse> =>
    running.request(`PUT ${target} HTTP/1.1\nContent-Type: text/plain; charset=utf-8`, text);
  return { ...running, put };
}

/** Serves a handler of whatever there is but `/fine`; `livesOn` sees that the server serves that still. */
export async function serveHandler<Middleware>(framework: Framework<Middleware>, handler: Middleware) {
  const running = await serveWithEvents(framework, ({ middleware }) => {
    const fine = framework.handler(({ request, text }, next) => (request.url === "/fine" ? text("fine") : next()));
    return framework.application(middleware, fine, handler);
  });
  const livesOn = async () => expect((await running.request("GET /fine HTTP/1.1")).body).toBe("fine");
  return { ...running, livesOn };
}
