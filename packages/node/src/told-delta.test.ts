import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMemoryLog, type EventLog } from "@resource-events/server";
import { listenInTest } from "@resource-events/testing-support/vitest";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../test/serve.ts";
import { type NodeHandler, type NodeOptions, resourceEvents } from "./index.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const mediaType = "application/merge-patch+json";

/** A log that keeps no delta, and knows which of them somebody else keeps. */
function forgetful() {
  const ids = createMemoryLog();
  const deltas: WeakRef<Uint8Array>[] = [];
  const log: EventLog = {
    append: async ({ delta, ...event }) => {
      if (delta !== undefined) deltas.push(new WeakRef(delta.content));
      return { ...(await ids.append(event)), ...(delta === undefined ? {} : { delta }) };
    },
    position: (resource) => ids.position(resource),
    after: () => undefined,
  };
  const kept = (): number => {
    collectGarbage();
    return deltas.filter((delta) => delta.deref() !== undefined).length;
  };
  return {
    options: { log, deltas: [mediaType], limits: { withheldSeconds: 0.1 } } satisfies NodeOptions,
    deltas,
    kept,
  };
}

/** Answers with a head, and with content that does not come to its end. */
const endless: NodeHandler = (request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200);
    response.write("x");
  });
};

it("a delta that was told is kept by nobody but the log, though the response to its PATCH is open", async () => {
  const { options, deltas, kept } = forgetful();
  const { connect } = await serve(endless, options);
  const clients = Array.from({ length: 5 }, (_, index) => {
    const client = connect();
    client.send(`PATCH /note-${index} HTTP/1.1\nContent-Type: ${mediaType}`, "{}".padEnd(10_000));
    return client;
  });
  for (const client of clients) await client.partial();
  await expect.poll(() => [deltas.length, kept()], { timeout: 10_000 }).toEqual([5, 0]);
  expect(clients.every(({ socket }) => socket.readyState === "open")).toBe(true);
}, 20_000);

it("nor is it on HTTP/2, by a client whose window has no room for the response", async () => {
  const { options, deltas, kept } = forgetful();
  const server = createHttp2Server(resourceEvents(options).wrap(endless as never) as never);
  const { port } = await listenInTest(server);
  const session = connectHttp2(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 0 } });
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  for (let index = 0; index < 5; index += 1) {
    const request = session.request({ ":method": "PATCH", ":path": `/note-${index}`, "content-type": mediaType });
    request.end("{}".padEnd(10_000));
    await once(request, "response");
  }
  await expect.poll(() => [deltas.length, kept()], { timeout: 10_000 }).toEqual([5, 0]);
  expect(session.destroyed).toBe(false);
}, 20_000);
