import { once } from "node:events";
import { type RawClient, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import type { NodeHandler, NodeOptions, NodeResponse } from "./index.ts";

/*
 * Every option of the application, and its handler, times the ways in which they can go wrong (invariant 8), over real
 * connections: the request ends or its client leaves, its slot is given back, and nobody else notices.
 */

const hello: NodeHandler = (_, response) => response.end("hello");
const broken = (): Error => new Error("broken");

const faults: readonly (readonly [name: string, fault: () => unknown])[] = [
  [
    "throws",
    () => {
      throw broken();
    },
  ],
  ["rejects", () => Promise.reject(broken())],
  ["rejects without a reason", () => Promise.reject()],
  ["never settles", () => new Promise(() => {})],
  ["returns rubbish", () => ({ rubbish: 1 })],
  ["returns a number", () => 42],
];

/** Puts a fault into options or a handler; it concerns requests for `/spoilt` alone. */
type Place = (fault: () => unknown) => { readonly options?: NodeOptions; readonly handler?: NodeHandler };

/** An option as an untyped application might give it. */
const option =
  (name: keyof NodeOptions, sound: (target: string) => unknown, targetOf: (...given: never[]) => string): Place =>
  (fault) => ({
    options: {
      [name]: (...given: never[]) => {
        const target = targetOf(...given);
        return target === "/spoilt" ? fault() : sound(target);
      },
    },
  });
const ofRequest = (request: { url: string }): string => request.url;
const member =
  (name: "until" | "revoked" | "check"): Place =>
  (fault) => ({
    options: {
      authorize: ({ url }) => (url === "/spoilt" ? { [name]: name === "check" ? fault : fault() } : true) as never,
    },
  });

const places: Readonly<Record<string, Place>> = {
  resource: option(
    "resource",
    (target) => target,
    (target: string) => target,
  ),
  scope: option("scope", () => null, ofRequest),
  client: option("client", () => "me", ofRequest),
  authorize: option("authorize", () => true, ofRequest),
  container: option(
    "container",
    () => undefined,
    (resource: string) => resource,
  ),
  until: member("until"),
  revoked: member("revoked"),
  check: member("check"),
  "the handler": (fault) => ({
    handler: (request, response) =>
      request.url === "/spoilt" && request.method === "GET" ? fault() : hello(request, response),
  }),
};

const sends: readonly ((client: RawClient) => void)[] = [
  (client) => sendPrep(client, "/spoilt"),
  (client) => sendQuery(client, { target: "/spoilt" }),
  (client) => client.send("PUT /spoilt HTTP/1.1", "x"),
];

describe.each(Object.entries(places))("%s", (_place, spoilt) => {
  it.each(faults)("%s: it costs that request at most", async (_fault, fault) => {
    const surprises: unknown[] = [];
    const onSurprise = (error: unknown) => surprises.push(error);
    for (const kind of ["uncaughtException", "unhandledRejection"] as const) {
      process.on(kind, onSurprise);
      onTestFinished(() => void process.off(kind, onSurprise));
    }
    const { options, handler = hello } = spoilt(fault);
    const { connect, events } = await serve(handler, { ...options, limits: { extensionSeconds: 0.05 } });
    const total = (): number => events.stats().subscriptions.total;
    const neighbour = connect();
    sendQuery(neighbour, { target: "/sound" });
    await until(() => total() === 1);

    const clients = sends.map((send) => {
      const client = connect();
      send(client);
      return client;
    });
    // A handler that never answers is its own client's concern; of all else, something comes.
    const hangs = _place === "the handler" && !_fault.includes("throws") && !_fault.includes("rejects");
    for (const client of hangs ? clients.slice(2) : clients) await until(() => client.text.startsWith("HTTP/1.1 "));
    for (const client of clients) client.leave();
    await until(() => total() === 1);

    const id = await events.notify("/sound", { type: "update" });
    await until(() => neighbour.text.includes(id));
    neighbour.leave();
    await until(() => total() === 0);
    expect(surprises).toEqual([]);
  });
});

describe("a handler that responds to a QUERY when nobody waits for it any more", () => {
  const ways: Readonly<Record<string, (response: NodeResponse) => void>> = {
    writeHead: (response) => response.writeHead(200, { "Content-Type": "text/plain" }).end("late"),
    setHeader: (response) => response.setHeader("Content-Type", "text/plain").end("late"),
    write: (response) => {
      response.write("la");
      response.end("te");
    },
  };

  it.each(Object.entries(ways))("does not fail, and the client gets a 503: %s", async (_, way) => {
    const responses: NodeResponse[] = [];
    const { connect, events, errors } = await serve((_request, response) => void responses.push(response), {
      duration: { default: 0.05 },
    });
    const client = connect();
    sendQuery(client);
    await until(() => responses.length === 1);
    await until(() => events.stats().subscriptions.total === 0);
    const [response] = responses;
    if (response === undefined) throw new Error("the handler was not called");
    const finished = once(response, "finish");
    expect(() => way(response)).not.toThrow();
    await finished;
    const { status, field } = await client.response();
    expect([status, field("Retry-After"), errors]).toEqual([503, "5", []]);
  });
});
