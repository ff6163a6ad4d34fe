import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FetchSink, fetchSink } from "./fetch-sink.ts";

const never = new AbortController().signal;
const context = {
  gone: never,
  unreadSeconds: 30,
  report: (error: unknown): void => expect.fail(String(error)),
};

describe("fetchSink", () => {
  it("hands out each write unchanged, after an empty chunk", async () => {
    const { sink, body } = fetchSink(context);
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2, 3)];
    sink.write(one);
    sink.write(two);
    const reader = body.getReader();
    // Some servers send the head only with the first chunk.
    expect((await reader.read()).value).toHaveLength(0);
    expect((await reader.read()).value).toBe(one);
    expect((await reader.read()).value).toBe(two);
    let closed = 0;
    sink.onClose(() => {
      closed += 1;
    });
    sink.end();
    expect((await reader.read()).done).toBe(true);
    sink.end();
    sink.abort();
    sink.write(one);
    expect(closed).toBe(1);
    sink.onClose(() => {
      closed += 1;
    });
    expect(closed).toBe(2);
  });

  it("counts the waiting bytes, and is ready when fewer wait", async () => {
    const { sink, body } = fetchSink(context);
    await sink.ready();
    sink.write(new Uint8Array(70_000));
    sink.write(new Uint8Array(10));
    expect(sink.waiting).toBe(70_010);
    let ready = false;
    const waited = sink.ready().then(() => {
      ready = true;
    });
    const reader = body.getReader();
    await reader.read();
    expect(ready).toBe(false);
    for (let count = 0; count < 2; count += 1) await reader.read();
    void reader.read();
    await waited;
    expect(sink.waiting).toBe(0);
  });

  it("breaks off visibly, and resolves pending `ready` calls", async () => {
    const { sink, body } = fetchSink(context);
    sink.write(new Uint8Array(70_000));
    const waited = sink.ready();
    sink.abort();
    await waited;
    expect(sink.waiting).toBe(0);
    await expect(body.getReader().read()).rejects.toThrow("broken off");
  });

  it("is closed when the body is cancelled", async () => {
    const { sink, body } = fetchSink(context);
    let closed = false;
    sink.onClose(() => {
      closed = true;
    });
    await body.cancel();
    expect(closed).toBe(true);
    sink.write(Uint8Array.of(1));
    sink.end();
    await sink.ready();
  });

  it("is closed when the client leaves, or has left already", async () => {
    const controller = new AbortController();
    const { sink, body } = fetchSink({ ...context, gone: controller.signal });
    let closed = false;
    sink.onClose(() => {
      closed = true;
    });
    controller.abort(new Error("left"));
    expect(closed).toBe(true);
    expect((await body.getReader().read()).done).toBe(true);
    const late = fetchSink({ ...context, gone: controller.signal });
    late.sink.write(Uint8Array.of(1));
    expect(late.sink.waiting).toBe(0);
    expect(await new Response(late.body).text()).toBe("");
  });

  it("gives out what was written before anybody read, even if it has ended", async () => {
    const { sink, body } = fetchSink(context);
    for (const byte of [1, 2]) sink.write(Uint8Array.of(byte));
    sink.end();
    expect(new Uint8Array(await new Response(body).arrayBuffer())).toEqual(Uint8Array.of(1, 2));
  });
});

describe("a body that nobody begins to read", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is broken off in time, and reported", async () => {
    const report = vi.fn();
    const { sink, body } = fetchSink({ ...context, report });
    const closed = vi.fn();
    sink.onClose(closed);
    sink.write(Uint8Array.of(1));
    vi.advanceTimersByTime(29_999);
    expect(closed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(closed).toHaveBeenCalledOnce();
    expect(report.mock.calls).toEqual([[expect.objectContaining({ name: "ServerError", code: "slow-reader" })]]);
    await expect(body.getReader().read()).rejects.toThrow("broken off");
  });

  it.each<[string, (sink: FetchSink) => unknown]>([
    ["somebody waits for its first bytes, however long", ({ body }) => void body.getReader().read()],
    ["it has ended", ({ sink }) => sink.end()],
    ["it was broken off", ({ sink }) => sink.abort()],
    ["it was left", ({ body }) => body.cancel()],
  ])("is left alone if %s", async (_, happen) => {
    const served = fetchSink(context);
    await happen(served);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is left alone if it is read slowly, and nothing happens for a long time", async () => {
    const { sink, body } = fetchSink(context);
    const reader = body.getReader();
    await reader.read();
    vi.advanceTimersByTime(3_600_000);
    sink.write(Uint8Array.of(1));
    vi.advanceTimersByTime(3_600_000);
    expect((await reader.read()).value).toEqual(Uint8Array.of(1));
  });
});
