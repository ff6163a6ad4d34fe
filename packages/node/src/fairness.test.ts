import { type ClientHttp2Session, connect, createServer } from "node:http2";
import { isOpen, sendPrep, sendQuery, until } from "@resource-events/testing-support";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { type NodeOptions, resourceEvents } from "./index.ts";

const deltas = ["a/1", "a/2", "a/3", "a/4"];

/** The parameter `delta` for each way in which some of the deltas can be asked for. */
const ways = Array.from({ length: 15 }, (_, way) => deltas.filter((_, bit) => ((way + 1) >> bit) & 1).join(","));

/** Serves resources by HTTP/2. */
async function serveHttp2(options: NodeOptions) {
  const events = resourceEvents(options);
  const server = createServer(
    events.wrap((request, response) => {
      request.resume();
      response.writeHead(200, { "Content-Type": "text/plain" }).end("hello");
    }),
  );
  const { port } = await listenInTest(server);
  const open = (): ClientHttp2Session => {
    const session = connect(`http://127.0.0.1:${port}`);
    onTestFinished(() => session.destroy());
    return session;
  };
  return { events, open };
}

/** Asks for a subscription. Resolves with the status of the response, or for PREP of its `Events`. */
function ask(
  session: ClientHttp2Session,
  path: string,
  how: "prep" | { readonly delta?: string; readonly type?: string },
) {
  const content =
    how === "prep"
      ? undefined
      : JSON.stringify({ events: { Accept: `application/json${how.delta ? `;delta="${how.delta}"` : ""}` } });
  const request = session.request(
    how === "prep"
      ? { ":path": path, "accept-events": '"prep"' }
      : { ":path": path, ":method": "QUERY", "content-type": how.type ?? "application/json" },
  );
  request.on("error", () => {});
  request.end(content);
  return new Promise<number>((resolve) => {
    request.on("response", (head) => {
      resolve(Number(/status=(\d+)/.exec(String(head["events"]))?.[1] ?? head[":status"]));
    });
  });
}

describe("one connection", () => {
  it("has a share of the audiences of a resource, and gives it back when it closes", async () => {
    const { events, open } = await serveHttp2({ deltas, limits: { audiencesPerResource: 15 } });
    const greedy = open();
    const statuses = [];
    for (const delta of ways) statuses.push(await ask(greedy, "/note", { delta }));
    expect(statuses).toEqual([...Array(10).fill(200), ...Array(5).fill(503)]);
    // Again, the forms as they are, and other resources.
    expect(await ask(greedy, "/note", { delta: "a/1" })).toBe(200);
    expect([await ask(greedy, "/note", {}), await ask(greedy, "/note", "prep")]).toEqual([200, 200]);
    expect(await ask(greedy, "/other", { delta: "a/4" })).toBe(200);
    const other = open();
    for (const delta of ways.slice(10)) expect(await ask(other, "/note", { delta })).toBe(200);
    expect([await ask(other, "/note", {}), await ask(other, "/note", "prep")]).toEqual([200, 200]);
    const before = events.stats().subscriptions.total;
    greedy.destroy();
    await until(() => events.stats().subscriptions.total === before - 14);
    const next = open();
    for (const delta of ways.slice(0, 10)) expect(await ask(next, "/note", { delta })).toBe(200);
  });

  it("has a number of subscriptions, whatever they are to", async () => {
    const { events, open } = await serveHttp2({ limits: { subscriptionsPerConnection: 3 } });
    const greedy = open();
    const kinds = ["prep", {}, "prep", {}, "prep"] as const;
    const statuses = [];
    for (const [number, kind] of kinds.entries()) statuses.push(await ask(greedy, `/note/${number}`, kind));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await ask(open(), "/note/4", {})).toBe(200);
    expect(events.stats().refused[429]).toBe(2);
  });

  it("may ask for a number of subscriptions per minute, refusals included", async () => {
    const { open } = await serveHttp2({ limits: { newSubscriptionsPerConnection: 4 } });
    const greedy = open();
    const kinds = [{ type: "a/b" }, { delta: "(" }, "prep", {}, {}, "prep"] as const;
    const statuses = [];
    for (const kind of kinds) statuses.push(await ask(greedy, "/note", kind));
    expect(statuses).toEqual([415, 422, 200, 200, 429, 429]);
    expect(await ask(open(), "/note", {})).toBe(200);
  });

  it("is a socket on HTTP/1.1", async () => {
    const { connect, events } = await serve((_, response) => void response.end("hello"), {
      limits: { newSubscriptionsPerConnection: 2 },
    });
    const client = connect();
    const statuses = [];
    for (let request = 0; request < 3; request += 1) {
      sendQuery(client, { content: "{" });
      statuses.push((await client.response()).status);
    }
    expect(statuses).toEqual([400, 400, 429]);
    const other = connect();
    sendPrep(other);
    await other.until(isOpen);
    expect(events.stats().refused[429]).toBe(1);
  });
});
