import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { baseOf } from "../../test/fixture.ts";
import { MemoryExchange } from "../../test/memory-exchange.ts";
import type { ResponseHead } from "../adapter.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const prep = { fields: { "accept-events": '"prep"' } };
const query = { method: "QUERY", fields: { "content-type": "application/json" }, content: '{"events":{}}' };

/** An exchange whose client can leave, and whose handler responds when the test says so. */
class SlowExchange extends MemoryExchange {
  leave = (): void => {};
  respondNow = (): void => {};
  readonly #asked = new Promise<void>((resolve) => {
    this.respondNow = resolve;
  });

  onGone(listener: () => void): void {
    this.leave = listener;
  }

  override async represent(...call: Parameters<MemoryExchange["represent"]>) {
    await this.#asked;
    return super.represent(...call);
  }
}

function createCore(options: ResourceEventsOptions = {}) {
  const errors: unknown[] = [];
  const core = createResourceEvents({ onError: (error) => void errors.push(error), ...options });
  return { core, errors, slots: () => core.stats().subscriptions.total };
}

describe("a client that leaves", () => {
  it.each([
    ["PREP", prep],
    ["Events Query", query],
  ])("while the handler hangs gives its slot back at once: %s", async (_, details) => {
    const { core, slots } = createCore();
    const exchange = new SlowExchange(details);
    void core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    exchange.leave();
    expect(slots()).toBe(0);
    exchange.respondNow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(slots()).toBe(0);
  });

  it("while it is being authorized, or the log hangs, is not served afterwards", async () => {
    const memory = createMemoryLog();
    let answer = (): void => {};
    const log = {
      ...memory,
      position: (resource: string) =>
        new Promise<string>((resolve) => (answer = () => resolve(memory.position(resource)))),
    };
    const { core, slots } = createCore({ log });
    const exchange = new SlowExchange(prep);
    const handled = core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    exchange.leave();
    expect(slots()).toBe(0);
    answer();
    await handled;
    expect(slots()).toBe(0);
    expect(exchange.get).toBeUndefined();
  });
});

describe("a handler that does not respond", () => {
  it("costs the slot for the duration, and its late response says that there are no notifications (PREP-NO-4)", async () => {
    const { core, slots } = createCore({ duration: { default: 10 } });
    const exchange = new SlowExchange(prep);
    const handled = core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(slots()).toBe(0);
    exchange.respondNow();
    await handled;
    expect(exchange.passed?.fields).toContainEqual(["Events", 'protocol="prep", status=503']);
  });

  it("costs the slot until the server is closed", async () => {
    const { core, slots } = createCore();
    const exchange = new SlowExchange(prep);
    const handled = core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    const closing = core.close({ within: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    await closing;
    expect(slots()).toBe(0);
    exchange.respondNow();
    await handled;
    expect(exchange.passed?.fields).toContainEqual(["Events", 'protocol="prep", status=503']);
  });

  it("costs the slot for the duration, and its late response to a QUERY is replaced by a 503", async () => {
    const { core, slots } = createCore({ duration: { default: 10 } });
    let left = false;
    const body = {
      [Symbol.asyncIterator]: () => ({
        next: () => never,
        return: async () => {
          left = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const exchange = new SlowExchange({ ...query, response: { status: 200, fields: new Headers(), body } });
    const handled = core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(slots()).toBe(0);
    expect(exchange.sink).toMatchObject({ status: 0, outcome: "open" });
    exchange.respondNow();
    await handled;
    expect(exchange.sink).toMatchObject({ status: 503, outcome: "ended" });
    expect(left).toBe(true);
  });
});

describe("an extension that never answers (invariant 8)", () => {
  const timeout = expect.objectContaining({ code: "timeout" });

  it("costs a subscription at most: the log's position", async () => {
    const { core, errors, slots } = createCore({ log: { ...createMemoryLog(), position: () => never } });
    const exchange = new MemoryExchange(query);
    const handled = core.handle(exchange);
    await vi.waitUntil(() => slots() === 1);
    await vi.advanceTimersByTimeAsync(5_000);
    await handled;
    expect(exchange.sink.status).toBe(503);
    expect([slots(), errors]).toEqual([0, [expect.objectContaining({ code: "log", cause: timeout })]]);
  });

  it("costs a subscription at most: the authorization", async () => {
    const { core, errors, slots } = createCore();
    const exchange = new MemoryExchange(query);
    exchange.requester = () => never;
    const handled = core.handle(exchange);
    await vi.advanceTimersByTimeAsync(5_000);
    await handled;
    expect(exchange.sink.status).toBe(503);
    expect([slots(), errors]).toEqual([0, [timeout]]);
  });

  it("costs a mutation its id, and nobody is told less than happened: the log's append", async () => {
    const memory = createMemoryLog();
    let hangs = false;
    const log = {
      ...memory,
      append: (event: Parameters<typeof memory.append>[0]) => (hangs ? never : memory.append(event)),
    };
    const { core, errors } = createCore({ log });
    const subscriber = new MemoryExchange(query);
    await core.handle(subscriber);
    expect(subscriber.sink).toMatchObject({ status: 200, outcome: "open" });
    hangs = true;
    const put = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
    const handled = core.handle(put);
    await vi.advanceTimersByTimeAsync(2_000);
    await handled;
    expect(put.passed?.fields).toEqual([]);
    expect(subscriber.sink.outcome).toBe("open");
    await vi.advanceTimersByTimeAsync(3_000);
    expect(errors).toEqual([expect.objectContaining({ code: "log", cause: timeout })]);
    expect(subscriber.sink.outcome).toBe("ended");
    expect(core.stats().ended.log).toBe(1);
    hangs = false;
    const later = new MemoryExchange(query);
    await core.handle(later);
    const { passed } = await handlePut();
    passed?.sent?.();
    await vi.advanceTimersByTimeAsync(1);
    expect(later.sink.text).toContain('"event-id"');

    async function handlePut(): Promise<MemoryExchange> {
      const exchange = new MemoryExchange({ method: "PUT", response: baseOf(null, {}, 204) });
      await core.handle(exchange);
      return exchange;
    }
  });

  it("does not fail the statistics: the log's size", () => {
    const size = () => {
      throw new Error("disk");
    };
    const { core, errors } = createCore({ log: { ...createMemoryLog(), size } });
    expect(core.stats().log).toBeUndefined();
    expect(errors).toEqual([new Error("disk")]);
  });
});

it("a late answer of a handler is judged only once", async () => {
  const { core } = createCore();
  const judged: ResponseHead[] = [];
  const exchange = new SlowExchange({ ...prep, response: baseOf("here", { "content-type": "text/plain" }) });
  const { represent } = exchange;
  exchange.represent = (get, judge) =>
    represent.call(exchange, get, (head) => {
      judged.push(head);
      return judge(head);
    });
  const handled = core.handle(exchange);
  exchange.respondNow();
  await handled;
  expect(judged).toHaveLength(1);
  expect(exchange.sink).toMatchObject({ status: 200, outcome: "open" });
});
