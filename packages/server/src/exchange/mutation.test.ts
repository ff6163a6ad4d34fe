import { describe, expect, it, onTestFinished, vi } from "vitest";
import { DelayedLog } from "../../test/delayed-log.ts";
import { baseOf, turn } from "../../test/fixture.ts";
import { type ExchangeDetails, handle, MemoryExchange, notified, recordOf, watch } from "../../test/memory-exchange.ts";
import { bytesOf } from "../../test/recording-sink.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

const notes = "/notes/";
const welcome = "/notes/welcome";

/** A core in which every note has a collection as its container. */
function coreOfNotes(options: ResourceEventsOptions = {}) {
  const errors: unknown[] = [];
  const events = createResourceEvents({
    container: () => notes,
    deltas: ["text/plain"],
    onError: (error) => errors.push(error),
    ...options,
  });
  const put = (details: ExchangeDetails = {}) =>
    handle(events, { method: "PUT", response: baseOf(null, {}, 204), ...details });
  return { events, errors, put };
}

function fail(): never {
  throw new Error("no copy");
}

describe("a mutation (NF-6, NF-7)", () => {
  it("has the id of the event on its target in its response, and its events are delivered once that was sent (PREP-MS-2)", async () => {
    const { events, put } = coreOfNotes();
    const [onNote, onCollection] = [await watch(events), await watch(events, notes)];
    const { passed } = await put();
    await turn();
    expect([notified(onNote), notified(onCollection)]).toEqual([[], []]);
    passed?.sent?.();
    passed?.sent?.();
    await turn();
    expect(notified(onNote)).toMatchObject([{ type: "update", "event-id": recordOf(passed?.fields)["Event-ID"] }]);
    expect(notified(onCollection)).toMatchObject([{ type: "update", object: welcome }]);
    onNote.leave();
    onCollection.leave();
  });

  it("names the member to its container without the query of the request, unless the application named it", async () => {
    const { events } = coreOfNotes();
    const onCollection = await watch(events, notes);
    const put = async (resource?: MemoryExchange["resource"]) => {
      const target = `${welcome}?access_token=secret?&x`;
      const exchange = new MemoryExchange({ method: "PUT", target, response: baseOf(null, {}, 204) });
      exchange.resource = resource;
      await events.handle(exchange);
      exchange.passed?.sent?.();
      await turn();
    };
    await put();
    await put((target) => target.replace(/&.*/, ""));
    expect(notified(onCollection)).toMatchObject([{ object: welcome }, { object: `${welcome}?access_token=secret?` }]);
    onCollection.leave();
  });

  it("is no event if it failed", async () => {
    expect((await coreOfNotes().put({ response: baseOf(null, {}, 404) })).passed).toEqual({ fields: [] });
  });

  it("is no event if the application says so", async () => {
    const { events } = coreOfNotes();
    const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
    events.describe(exchange.key, { silent: true });
    await events.handle(exchange);
    expect(exchange.passed).toEqual({ fields: [] });
  });

  it("waits for an asynchronous log", async () => {
    const log = new DelayedLog(createMemoryLog());
    const { put } = coreOfNotes({ log });
    let passed = false;
    const putting = put().finally(() => {
      passed = true;
    });
    await turn();
    expect(passed).toBe(false);
    log.resolve(1);
    log.resolve(0);
    expect(recordOf((await putting).passed?.fields)["Event-ID"]).toMatch(/^[!-~]+$/);
  });

  it.each(["throws", "rejects"])(
    "releases the events that were logged if the log %s for another, and holds nothing back",
    async (how) => {
      const memory = createMemoryLog();
      let failing = true;
      const log: EventLog = {
        ...memory,
        append: (event) => {
          if (!failing || event.resource === notes) return memory.append(event);
          if (how === "throws") throw new Error("disk");
          return Promise.reject(new Error("disk"));
        },
      };
      const { events, errors, put } = coreOfNotes({ log });
      const sink = await watch(events, notes);
      const { passed } = await put();
      await turn();
      expect(notified(sink)).toEqual([]);
      expect(passed?.fields).toEqual([]);
      expect(errors).toEqual([expect.objectContaining({ code: "log" })]);
      passed?.sent?.();
      failing = false;
      (await put()).passed?.sent?.();
      await turn();
      expect(notified(sink)).toHaveLength(2);
      sink.leave();
    },
  );

  it("has no id if the log fails for all events, and each failure is reported", async () => {
    const log: EventLog = { ...createMemoryLog(), append: () => Promise.reject(new Error("disk")) };
    const { errors, put } = coreOfNotes({ log });
    expect((await put()).passed).toEqual({ fields: [] });
    expect(errors).toHaveLength(2);
  });

  it("is an event even if its Content-Type is invalid", async () => {
    const { events, errors, put } = coreOfNotes();
    const sink = await watch(events);
    const fields = { "content-type": "nonsense" };
    (await put({ method: "PATCH", fields, copied: bytesOf("x") })).passed?.sent?.();
    await turn();
    expect(notified(sink)).toHaveLength(1);
    expect(errors).toEqual([]);
    sink.leave();
  });

  it.each([
    ["PATCH", "x"],
    ["PUT", undefined],
    ["POST", undefined],
  ])("by %s has its content as a delta: %s (PREP-MS-7)", async (method, expected) => {
    const { events } = coreOfNotes();
    const content = '{"events":{"Accept":"application/json;delta=\\"text/plain\\""}}';
    const fields = { "content-type": "application/json", accept: "application/json-seq" };
    const { sink } = await handle(events, { method: "QUERY", fields, content });
    const mutation = { method, fields: { "content-type": "text/plain" }, copied: bytesOf("x") };
    (await handle(events, { ...mutation, response: baseOf(null, {}, 204) })).passed?.sent?.();
    await turn();
    expect(notified(sink)).toMatchObject([expected === undefined ? { method } : { method, delta: expected }]);
    expect(sink.text.includes('"delta"')).toBe(expected !== undefined);
    sink.leave();
  });

  it.each([
    ["throws at once", () => fail()],
    ["throws later", () => () => fail()],
    ["rejects", () => () => Promise.reject(new Error("no copy"))],
  ])("is an event without a delta if the adapter's `copyContent` %s", async (_, copyContent) => {
    const { events, errors } = coreOfNotes();
    const sink = await watch(events);
    const fields = { "content-type": "text/plain" };
    const exchange = new MemoryExchange({ method: "PATCH", fields, response: baseOf(null, {}, 204) });
    exchange.copyContent = copyContent;
    await events.handle(exchange);
    exchange.passed?.sent?.();
    await turn();
    expect(notified(sink)).toMatchObject([{ method: "PATCH" }]);
    expect(errors).toEqual([expect.objectContaining({ message: "no copy" })]);
    sink.leave();
  });

  it("has the details of all calls of `describe`", async () => {
    const { events } = coreOfNotes();
    const sink = await watch(events);
    const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
    events.describe(exchange.key, { etag: '"a"', type: "create" });
    events.describe(exchange.key, { etag: '"b"' });
    await events.handle(exchange);
    exchange.passed?.sent?.();
    await turn();
    expect(notified(sink)).toMatchObject([{ type: "create", etag: '"b"' }]);
    sink.leave();
  });

  it("is an event without what the application added to it, if that is invalid", async () => {
    const { events, errors } = coreOfNotes();
    const sink = await watch(events);
    const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, { etag: '"real"' }, 204) });
    events.describe(exchange.key, { etag: "no quotes", type: "create" });
    await events.handle(exchange);
    exchange.passed?.sent?.();
    await turn();
    expect(notified(sink)).toMatchObject([{ type: "update", etag: '"real"' }]);
    expect(errors).toEqual([expect.objectContaining({ code: "event" })]);
    sink.leave();
  });

  it("is one event, even if an adapter calls `onHead` twice", async () => {
    const { events } = coreOfNotes();
    const sink = await watch(events);
    const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
    const { pass } = exchange;
    exchange.pass = (onHead) => {
      pass.call(exchange, onHead);
      return pass.call(exchange, onHead);
    };
    await events.handle(exchange);
    exchange.passed?.sent?.();
    await turn();
    expect(notified(sink)).toHaveLength(1);
    sink.leave();
  });

  it("waits for the copy of its content for a bounded time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { events, errors } = coreOfNotes({ deltas: ["text/plain"] });
    const exchange = new MemoryExchange({
      method: "PATCH",
      fields: { "content-type": "text/plain" },
      response: baseOf(null, {}, 204),
      copied: new Promise(() => {}),
    });
    const handled = events.handle(exchange);
    await vi.advanceTimersByTimeAsync(5_000);
    await handled;
    expect(recordOf(exchange.passed?.fields)["Event-ID"]).toBeDefined();
    expect(errors).toEqual([expect.objectContaining({ code: "timeout" })]);
  });

  it("is an event even if the option `container` throws", async () => {
    const { errors, put } = coreOfNotes({
      container: () => {
        throw new Error("no container");
      },
    });
    expect(recordOf((await put()).passed?.fields)["Event-ID"]).toBeDefined();
    expect(errors).toEqual([expect.objectContaining({ message: "no container" })]);
  });

  it("passes through unchanged if its resource has no events, or its key can't be found", async () => {
    const { events, errors } = coreOfNotes();
    for (const resource of [
      () => undefined,
      () => {
        throw new Error("no key");
      },
    ]) {
      const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
      exchange.resource = resource;
      expect(events.handle(exchange)).toBe("passed");
      expect(exchange.passed).toBeUndefined();
    }
    expect(errors).toEqual([expect.objectContaining({ message: "no key" })]);
  });
});

describe("a POST that created a resource (NF-6)", () => {
  it.each([
    ["relative", "new", "/notes/new"],
    ["a path", "/other/new?x=1", "/other/new?x=1"],
    ["absolute, at the authority that the client gave in `Host`", "https://example.org:8080/notes/new", undefined],
    ["absolute, at the authority of `base`", "https://public.example/notes/new", "/notes/new"],
    ["absolute, elsewhere", "https://elsewhere.example/notes/new", undefined],
    ["invalid", "http://[", undefined],
  ])("is an event on the resource that Location names: %s", async (_, location, member) => {
    const { events } = coreOfNotes({ base: "https://public.example", container: () => undefined });
    const [onCollection, onMember] = [await watch(events, notes), await watch(events, member ?? "/notes/new")];
    const response = baseOf(null, { location }, 201);
    const { passed } = await handle(events, { method: "POST", target: notes, host: "example.org:8080", response });
    passed?.sent?.();
    await turn();
    expect(notified(onCollection)).toHaveLength(1);
    expect(notified(onMember)).toHaveLength(member === undefined ? 0 : 1);
    onCollection.leave();
    onMember.leave();
  });
});

describe("an id that comes late", () => {
  it("is not in the response, and its event is told in its turn", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const memory = createMemoryLog();
    const appends: (() => void)[] = [];
    const log: EventLog = {
      ...memory,
      append: (event) => new Promise((resolve) => appends.push(() => resolve(memory.append(event)))),
    };
    const { events, errors, put } = coreOfNotes({ log, container: () => undefined });
    const onNote = await watch(events);
    const responses = [put(), put()];
    await vi.advanceTimersByTimeAsync(2_000);
    const [first, second] = await Promise.all(responses);
    expect([first?.passed?.fields, second?.passed?.fields]).toEqual([[], []]);
    first?.passed?.sent?.();
    second?.passed?.sent?.();
    appends[1]?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(notified(onNote)).toEqual([]);
    appends[0]?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(notified(onNote)).toHaveLength(2);
    expect(errors).toEqual([]);
    onNote.leave();
  });
});
