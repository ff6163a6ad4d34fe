import { describe, expect, it } from "vitest";
import { fetchSink } from "./fetch-sink.ts";

const never = new AbortController().signal;

describe("fetchSink", () => {
  it("hands out each write unchanged, after an empty chunk", async () => {
    const { sink, body } = fetchSink(never);
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
    const { sink, body } = fetchSink(never);
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
    await reader.read();
    await waited;
    expect(sink.waiting).toBe(10);
  });

  it("breaks off visibly, and resolves pending `ready` calls", async () => {
    const { sink, body } = fetchSink(never);
    sink.write(new Uint8Array(70_000));
    const waited = sink.ready();
    sink.abort();
    await waited;
    expect(sink.waiting).toBe(0);
    await expect(body.getReader().read()).rejects.toThrow("broken off");
  });

  it("is closed when the body is cancelled", async () => {
    const { sink, body } = fetchSink(never);
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
    const { sink, body } = fetchSink(controller.signal);
    let closed = false;
    sink.onClose(() => {
      closed = true;
    });
    controller.abort(new Error("left"));
    expect(closed).toBe(true);
    expect((await body.getReader().read()).value).toEqual(new Uint8Array(0));
    const late = fetchSink(controller.signal);
    late.sink.write(Uint8Array.of(1));
    expect(late.sink.waiting).toBe(0);
    expect(await new Response(late.body).text()).toBe("");
  });
});
