import { describe, expect, it, onTestFinished } from "vitest";
import { turn } from "../../test/fixture.ts";
import { ForgetfulLog } from "../../test/forgetful-log.ts";
import { MemoryExchange, notified, watch } from "../../test/memory-exchange.ts";
import { bytesOf } from "../../test/recording-sink.ts";
import type { EventLog } from "../events/log.ts";
import { fetchResourceEvents } from "../fetch/resource-events.ts";
import { createResourceEvents } from "../resource-events.ts";

const mediaType = "text/plain";

/** The same log, which answers later. */
function delayed(log: EventLog): EventLog {
  return {
    append: async (event) => log.append(event),
    position: async (resource) => log.position(resource),
    after: async (resource, id) => log.after(resource, id),
  };
}

describe("a delta that was told, while the response to its mutation is open", () => {
  it.each([
    ["at once", (log: EventLog) => log],
    ["later", delayed],
  ])("is kept by nobody but the log, which answers %s", async (_, answering) => {
    const log = new ForgetfulLog();
    const core = createResourceEvents({ deltas: [mediaType], log: answering(log) });
    const patch = () => {
      const fields = { "content-type": mediaType };
      const exchange = new MemoryExchange({ method: "PATCH", fields });
      let content: Uint8Array | undefined = bytesOf("patch");
      // As an adapter does, it gives what it has copied once.
      exchange.copyContent = () => () => {
        const given = content;
        content = undefined;
        return given;
      };
      return exchange;
    };
    const open = Array.from({ length: 10 }, patch);
    for (const exchange of open) {
      await core.handle(exchange);
      exchange.passed?.sent?.();
    }
    const described = new MemoryExchange({ method: "PUT" });
    core.describe(described.key, { delta: { mediaType, content: bytesOf("described") } });
    await core.handle(described);
    described.passed?.sent?.();
    await turn();
    expect(log.given).toBe(11);
    expect(await log.kept()).toBe(0);
    expect([...open, described].every(({ passed }) => passed?.sent !== undefined)).toBe(true);
  });

  it("is not kept for subscriptions, once a newer event was told", async () => {
    const log = new ForgetfulLog();
    const core = createResourceEvents({ deltas: [mediaType], log });
    onTestFinished(() => core.close({ within: 0 }));
    const sink = await watch(core);
    for (let index = 0; index < 5; index += 1) {
      await core.notify("/notes/welcome", { type: "update", delta: { mediaType, content: bytesOf("x") } });
    }
    const later = await watch(core);
    await core.notify("/notes/welcome", { type: "update" });
    await turn();
    expect([notified(sink).length, notified(later).length, log.given]).toEqual([6, 1, 5]);
    expect(await log.kept()).toBe(0);
  });

  it("is not kept in the Fetch form", async () => {
    const log = new ForgetfulLog();
    const events = fetchResourceEvents({ deltas: [mediaType], log });
    const handle = events.wrap(async (request) => {
      await request.arrayBuffer();
      // It never ends.
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(bytesOf("x")) }));
    });
    const open: Response[] = [];
    for (let index = 0; index < 5; index += 1) {
      const init = { method: "PATCH", headers: { "Content-Type": mediaType }, body: "patch" };
      open.push(await handle(new Request("http://localhost/note", init)));
    }
    onTestFinished(async () => {
      for (const { body } of open) await body?.cancel();
    });
    const reading = open.map(({ body }) => body?.getReader());
    await Promise.all(reading.map((reader) => reader?.read()));
    for (const reader of reading) reader?.releaseLock();
    await expect.poll(async () => [log.given, await log.kept()], { timeout: 10_000 }).toEqual([5, 0]);
  });
});
