import { Agent, getGlobalDispatcher, fetch as libraryFetch, setGlobalDispatcher } from "undici";
import { afterEach, expect, it } from "vitest";
import { serve, type Wire } from "../test/wire.ts";
import { next } from "./next.ts";
import { subscribe } from "./subscribe.ts";

const before = getGlobalDispatcher();
let wire: Wire | undefined;
let dispatcher: Agent | undefined;
afterEach(async () => {
  setGlobalDispatcher(before);
  await dispatcher?.close();
  await wire?.close();
});

const prep = { "Content-Type": "multipart/mixed; boundary=o", Events: 'protocol="prep", status=200, expires=600' };
const parts = "--o\r\n\r\n\r\n--o\r\nContent-Type: multipart/digest; boundary=i\r\n\r\n--i";
const end = "\r\n\r\nMethod: DELETE\r\n\r\n\r\n--i--\r\n--o--\r\n";

/** Cuts whatever is quiet for a second, as Node's `fetch` by default does after 300. */
function hurry(): void {
  dispatcher = new Agent({ headersTimeout: 1_000, bodyTimeout: 1_000 });
  setGlobalDispatcher(dispatcher);
}

it.each([
  ["Node", fetch],
  ["undici", libraryFetch],
])("the limits of the fetch of %s do not cut a quiet stream", async (_, send) => {
  const streams: (() => void)[] = [];
  wire = await serve((response) => {
    response.writeHead(200, prep).write(parts);
    streams.push(() => response.end(end));
  });
  hurry();
  const notifications = (await subscribe(wire.url, { fetch: send }))[Symbol.asyncIterator]();
  const iteration = notifications.next();
  // They do cut another response, which began later.
  const other = await send(wire.url);
  await expect(other.text()).rejects.toThrow("terminated");
  streams[0]?.();
  expect((await iteration).value).toMatchObject({ type: "delete" });
  expect(await notifications.next()).toMatchObject({ done: true });
});

it("nor a head that is waited for", async () => {
  const heads: (() => void)[] = [];
  wire = await serve((response, { method }) => {
    heads.push(() => response.writeHead(200, { "Content-Type": "application/json" }).end('{"event-id":"e1"}'));
    if (method === "POST") response.on("close", () => heads[0]?.());
  });
  hurry();
  const waiting = next(wire.url);
  await expect.poll(() => heads.length).toBe(1);
  await expect(fetch(wire.url, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(await waiting).toMatchObject({ eventId: "e1" });
});
