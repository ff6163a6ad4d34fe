import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFixture } from "../../test/fixture.ts";
import type { KeepAliveOptions } from "../settings/options.ts";
import { KeepAlive } from "./keep-alive.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("KeepAlive", () => {
  it("sends after each interval without activity, and never during activity", () => {
    const send = vi.fn();
    const keepAlive = new KeepAlive(10, send);
    for (let second = 0; second < 100; second += 5) {
      vi.advanceTimersByTime(5_000);
      keepAlive.wasActive();
    }
    expect(send).not.toHaveBeenCalled();
    vi.advanceTimersByTime(9_999);
    expect(send).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(send).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(20_000);
    expect(send).toHaveBeenCalledTimes(3);
    keepAlive.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a quiet stream", () => {
  async function quiet(accept: string | undefined, keepAlive: KeepAliveOptions = {}) {
    const { queryPlan, prepPlan, subscribe, happen } = createFixture({ keepAlive });
    const plan = accept === undefined ? prepPlan() : queryPlan('{"events":{}}', { accept });
    const { sink } = await subscribe(plan);
    const begin = sink.text.length;
    return { sink, happen, since: () => sink.text.slice(begin) };
  }

  it("gets a lone RS every 25 seconds in application/json-seq (EQ-AR-2)", async () => {
    const { sink, since } = await quiet("application/json-seq");
    vi.advanceTimersByTime(24_999);
    expect(since()).toBe("");
    vi.advanceTimersByTime(50_001);
    expect(since()).toBe("\x1e\x1e\x1e");
    sink.leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(["application/http", "multipart/mixed", undefined])("gets nothing in %s (EQ-AR-3)", async (accept) => {
    const { sink, since } = await quiet(accept);
    vi.advanceTimersByTime(500_000);
    expect(since()).toBe("");
    sink.leave();
  });

  it("gets an interim message in application/http, if that is switched on", async () => {
    const { sink, since } = await quiet("application/http", { http: 5 });
    vi.advanceTimersByTime(5_000);
    expect(since()).toBe("HTTP/1.1 102 Processing\r\n\r\n");
    sink.leave();
  });

  it("gets a part without a notification in multipart, if that is switched on", async () => {
    const { sink, since } = await quiet("multipart/mixed", { multipart: 5 });
    vi.advanceTimersByTime(5_000);
    expect(since()).toBe(`\r\n\r\n\r\n--${sink.boundary}`);
    sink.leave();
    const prep = await quiet(undefined, { multipart: 5 });
    vi.advanceTimersByTime(5_000);
    expect(prep.since()).toMatch(/^\r\n\r\n\r\n--\w+$/);
    prep.sink.leave();
  });

  it("gets nothing if keep-alive is switched off, or while its peer still has bytes to read", async () => {
    const off = await quiet("application/json-seq", { jsonSequence: false });
    const slow = await quiet("application/json-seq");
    slow.sink.waiting = 1;
    vi.advanceTimersByTime(100_000);
    expect([off.since(), slow.since()]).toEqual(["", ""]);
    off.sink.leave();
    slow.sink.leave();
  });
});
