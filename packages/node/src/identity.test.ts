import { parse } from "node:url";
import { type RawClient, sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import { type Served, serve } from "../test/serve.ts";
import type { NodeHandler, NodeOptions } from "./index.ts";

/** Answers anything, so that any target can be subscribed to. */
const any: NodeHandler = ({ method }, response) =>
  method === "GET" ? response.end("{}") : response.writeHead(204).end();

/** A subscriber whose notifications are JSON texts; `fields` as they are sent. */
async function subscribe(served: Served, target: string, fields = ""): Promise<RawClient> {
  const client = served.connect();
  const content = '{"events":{}}';
  client.send(
    `QUERY ${target} HTTP/1.1\nContent-Type: application/json\nAccept: application/json-seq${fields && `\n${fields}`}`,
    content,
  );
  await client.partial();
  return client;
}

async function put(served: Served, target: string, fields = ""): Promise<string | undefined> {
  const client = served.connect();
  client.send(`PUT ${target} HTTP/1.1${fields && `\n${fields}`}`, "x");
  return (await client.response()).field("Event-ID");
}

/** The ids of the first notifications of a subscriber. */
async function told(client: RawClient, count: number): Promise<string[]> {
  const { body } = await client.partial((text) => text.split("\n").length > count);
  return [...body.matchAll(/"event-id":"([^"]+)"/g)].map(([, id]) => id as string);
}

describe("one identity of a resource, the handler's", () => {
  it.each<[string, string, NodeOptions]>([
    ["/notes/~joe", "http://other.example/notes/%7Ejoe", {}],
    ["HTTPS://x/notes/%c3%bc?a=%7e", "/notes/%C3%BC?a=~", {}],
    ["/notes/joe%40x.org", "/notes/joe@x.org", { resource: "/notes/:id" }],
    ["/notes/1?x=1", "http://x/notes/1?y=2", { resource: "/notes/:id" }],
  ])("GET %s is told of PUT %s (%o)", async (read, written, options) => {
    const served = await serve(any, options);
    const subscriber = await subscribe(served, read);
    const id = await put(served, written);
    expect(await told(subscriber, 1)).toEqual([id]);
  });

  it.each([
    "/api/s%61laries",
    "/%61pi/salaries",
    "/api/salaries?%61",
    "http://x/api/salaries",
    "http://x:99999/api/salaries",
    "http://u:p@x/api/salaries",
    "HTTP://x/api/s%61laries",
    "ftp://x/api/salaries",
  ])("QUERY %s gets no more than its handler gives for the usual spelling", async (target) => {
    const told: unknown[] = [];
    // It compares targets as they come, and guards one.
    const guarded: NodeHandler = ({ method, url = "" }, response) => {
      told.push(url);
      if (method === "GET" && url.startsWith("/api/")) response.writeHead(401).end();
      else response.end("the page for all else");
    };
    const served = await serve(guarded);
    const client = served.connect();
    const host = /\/\/([^/]*)/.exec(target)?.[1] ?? "x";
    sendQuery(client, { target, fields: `Host: ${host}\n` });
    const { status } = await client.response();
    expect(status).toBe(401);
    expect(told).toEqual([target.includes("?") ? "/api/salaries?a" : "/api/salaries"]);
  });

  it.each([
    ["http://x/zz/../api/salaries", "/api/salaries"],
    ["/zz/../api/salaries", "/api/salaries"],
    ["/zz/%2e%2e/api/salaries", "/api/salaries"],
    ["http://x//api/salaries", "/api/salaries"],
    ["/api/salaries#x", "/api/salaries"],
    ["/api/salaries#x", "/api/salaries%23x"],
    ["/api\\salaries", "/api/salaries"],
    ["/api/salaries/", "/api/salaries"],
    ["/API/salaries", "/api/salaries"],
    ["/api/salaries?", "/api/salaries"],
  ])("QUERY %s is not told of PUT %s", async (read, written) => {
    const served = await serve(any);
    const subscriber = await subscribe(served, read);
    await put(served, written);
    const id = await put(served, read);
    expect(await told(subscriber, 1)).toEqual([id]);
  });

  it.each(["http://x;y", "http://x'y", "http://x%", "http://a@b@c", "javascript://x"])(
    "a QUERY for %s/api/salaries, whose path is another one for some handlers, is left to the handler",
    async (prefix) => {
      const served = await serve((request, response) =>
        response.end(`${request.method} ${parse(request.url ?? "").pathname}`),
      );
      const client = served.connect();
      client.send(`QUERY ${prefix}/api/salaries HTTP/1.1\nContent-Type: application/json`, '{"events":{}}');
      const { body } = await client.response();
      expect(body).toMatch(/^QUERY /);
      expect(served.events.stats().opened).toBe(0);
    },
  );

  it("is the same by notify and as a container, in the spelling of the patterns", async () => {
    const served = await serve(any, {
      resource: ["/notes/:id", "/lists/:id"],
      container: (resource) => (resource.startsWith("/notes/") ? "/lists/a%40b" : undefined),
    });
    const [note, list] = [await subscribe(served, "/notes/joe@x"), await subscribe(served, "/lists/a@b")];
    const first = await served.events.notify("/notes/joe%40x", { type: "update" });
    const second = await put(served, "/notes/joe%40x");
    expect(await told(note, 2)).toEqual([first, second]);
    expect(await told(list, 1)).toHaveLength(1);
  });

  it.each([
    ["by default", {}, ["notes/1", "http://x/notes/1", "", "/a b", "/a\r\n"]],
    ["with patterns", { resource: "/notes/:id" }, ["/other/1", "/notes", "notes/1", "http://x/notes/1"]],
    ["if hosts are kept apart", { hosts: "separate" }, ["http://x/a b"]],
  ] as const)("is refused to notify if no request can have it, %s", async (_, options, names) => {
    const { events } = await serve(any, options);
    for (const name of names) {
      await expect(events.notify(name, { type: "update" })).rejects.toMatchObject({
        name: "ServerError",
        code: "event",
      });
    }
  });

  it("is any text if a function makes it", async () => {
    const served = await serve(any, { resource: (target) => target.slice(1) });
    const note = await subscribe(served, "/notes/1");
    const id = await served.events.notify("notes/1", { type: "update" });
    expect(await told(note, 1)).toEqual([id]);
  });

  it("keeps users apart by scope", async () => {
    const served = await serve(any, { scope: ({ headers }) => headers.authorization });
    const [alice, mallory] = [
      await subscribe(served, "/me", "Authorization: alice"),
      await subscribe(served, "/me", "Authorization: mallory"),
    ];
    const first = await put(served, "/me", "Authorization: alice");
    const second = await put(served, "/me", "Authorization: mallory");
    const third = await served.events.notify({ resource: "/me", scope: "alice" }, { type: "update" });
    expect(await told(alice, 2)).toEqual([first, third]);
    expect(await told(mallory, 1)).toEqual([second]);
  });

  it("keeps hosts apart if it should, and else does not", async () => {
    const [apart, one] = [await serve(any, { hosts: "separate" }), await serve(any)];
    for (const served of [apart, one]) {
      const subscriber = await subscribe(served, "/settings", "Host: a.example");
      const other = await put(served, "/settings", "Host: b.example");
      const own = await put(served, "/settings", "Host: A.example:80");
      expect(await told(subscriber, 1)).toEqual(served === apart ? [own] : expect.arrayContaining([other]));
    }
  });

  it("leaves a request alone that names two hosts, if hosts are kept apart", async () => {
    const served = await serve(any, { hosts: "separate" });
    expect(await put(served, "http://b.example/settings", "Host: a.example")).toBeUndefined();
    expect(await put(served, "http://A.example/settings", "Host: a.example")).toBeDefined();
  });
});
