import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MemoryExchange } from "../../test/memory-exchange.ts";
import type { RequestContent } from "../message.ts";
import { createResourceEvents } from "../resource-events.ts";
import type { SubscriptionLimits } from "../settings/options.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A QUERY whose content comes when the test says so. */
class SlowQuery extends MemoryExchange {
  finish = (_: RequestContent): void => {};
  signal: AbortSignal | undefined;

  constructor(readonly connection?: object) {
    super({ method: "QUERY", fields: { "content-type": "application/json" } });
  }

  override content(_most: number, signal?: AbortSignal): Promise<RequestContent> {
    this.signal = signal;
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }
}

const content = new TextEncoder().encode('{"events":{}}');

function createCore(limits: SubscriptionLimits = {}) {
  const core = createResourceEvents({ limits });
  const begin = (connection?: object) => {
    const exchange = new SlowQuery(connection);
    void core.handle(exchange);
    return exchange;
  };
  return { begin };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

it("a content that does not come in time is refused with 408, and its adapter told", async () => {
  const { begin } = createCore();
  const exchange = begin();
  await vi.advanceTimersByTimeAsync(9_999);
  expect([exchange.sink.status, exchange.signal?.aborted]).toEqual([0, false]);
  await vi.advanceTimersByTimeAsync(1);
  expect([exchange.sink.status, exchange.signal?.aborted]).toEqual([408, true]);
  expect(exchange.sink.text).toContain('"content-timeout"');
  exchange.finish(content);
  await settle();
  expect(exchange.sink.outcome).toBe("ended");
});

it("a content in time is read, and nothing is left of it", async () => {
  const { begin } = createCore();
  const exchange = begin();
  await settle();
  exchange.finish(content);
  await settle();
  expect(exchange.sink.status).toBe(200);
  await vi.advanceTimersByTimeAsync(20_000);
  expect([exchange.sink.outcome, exchange.signal?.aborted]).toEqual(["open", false]);
});

it("only so many contents are unfinished at a time, in all and of one connection", async () => {
  const { begin } = createCore({ unfinishedContents: 150 });
  const connection = {};
  const first = Array.from({ length: 100 }, () => begin(connection));
  const next = begin(connection);
  const others = Array.from({ length: 50 }, () => begin());
  const last = begin();
  await settle();
  expect([next.sink.status, last.sink.status, others[49]?.sink.status]).toEqual([503, 503, 0]);
  expect(last.sink.fields.get("retry-after")).toBe("1");
  first[0]?.finish(content);
  await settle();
  const again = begin(connection);
  await settle();
  expect(again.sink.status).toBe(0);
});
