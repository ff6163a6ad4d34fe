import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { expect, it } from "vitest";
import { type NodeHandler, type NodeOptions, type NodeRequest, resourceEvents } from "./index.ts";

/** Serves a handler whose requests have their user in an `AsyncLocalStorage`, as middleware before it would give it. */
async function serveUsers(
  handler: (user: () => string | undefined) => NodeHandler,
  optionsOf: (see: <Value>(what: string, value: Value) => Value) => NodeOptions = () => ({}),
) {
  const users = new AsyncLocalStorage<string>();
  const user = () => users.getStore();
  const seen: string[] = [];
  const see = <Value>(what: string, value: Value): Value => {
    seen.push(`${what} as ${user()}`);
    return value;
  };
  const events = resourceEvents(optionsOf(see));
  const wrapped = events.wrap(handler(user));
  const server = createServer((request, response) =>
    users.run(String(request.headers["x-user"]), () => wrapped(request, response)),
  );
  return { events, seen, ...(await listenInTest(server)) };
}

it("requests that are pipelined keep their contexts", async () => {
  const userOf = ({ headers }: NodeRequest): unknown => headers["x-user"];
  const { connect, seen } = await serveUsers(
    (user) => async (request, response) => {
      if (request.url === "/slow") await setTimeout(5);
      for await (const _ of request);
      await setTimeout(1);
      response.end(`${userOf(request)} as ${user()}; `);
    },
    (see) => ({
      resource: (target, request) => see(`resource of ${userOf(request)}`, target),
      scope: (request) => see(`scope of ${userOf(request)}`, null),
    }),
  );
  const client = connect();
  const users = ["alice", "bob", "carol", "dave"];
  const request = (method: string, path: string, user?: string): string =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nX-User: ${user}\r\nContent-Length: 1\r\n\r\n-`;
  client.socket.write(
    [
      request("GET", "/slow", users[0]),
      request("GET", "/a", users[1]),
      request("PATCH", "/b", users[2]),
      request("POST", "/c", users[3]),
    ].join(""),
  );
  for (const user of users) expect((await client.response()).body).toBe(`${user} as ${user}; `);
  expect(seen.length).toBeGreaterThan(4);
  for (const what of seen) expect(what).toMatch(/of (\w+) as \1$/);
});

it.each([
  ["PREP", sendPrep],
  ["Events Query", (...[client, target, fields]: Parameters<typeof sendPrep>) => sendQuery(client, { target, fields })],
])("what is asked and told of a subscription by %s is in the context of its request", async (_, subscribe) => {
  const { connect, events, seen } = await serveUsers(
    (user) => (request, response) => {
      if (request.method === "GET") response.setHeader("Content-Type", "text/plain");
      response.end(`hello ${user()}`);
    },
    (see) => ({
      client: () => see("client", "a client"),
      authorize: (_request, resource) => {
        if (resource === "/refused") return see("authorize", false);
        const known = { until: undefined, check: () => see("check", true) };
        return see("authorize", known);
      },
      hooks: {
        onSubscribed: () => see("onSubscribed", undefined),
        onEnded: () => see("onEnded", undefined),
        onRefused: () => see("onRefused", undefined),
      },
    }),
  );
  const client = connect();
  subscribe(client, "/note", "X-User: alice\n");
  await until(() => seen.includes("onSubscribed as alice"));
  const writer = connect();
  writer.send("PUT /note HTTP/1.1\nX-User: bob", "new");
  const id = String((await writer.response()).field("Event-ID"));
  await client.until((text) => text.includes(id));
  await events.notify("/note", { type: "update" });
  await until(() => seen.filter((what) => what.startsWith("check")).length === 2);
  client.leave();
  await until(() => seen.includes("onEnded as alice"));
  const refused = connect();
  subscribe(refused, "/refused", "X-User: carol\n");
  await refused.response();
  expect(new Set(seen)).toEqual(
    new Set([
      ...["client", "authorize", "check", "onSubscribed", "onEnded"].map((what) => `${what} as alice`),
      ...["client", "authorize", "onRefused"].map((what) => `${what} as carol`),
    ]),
  );
});
