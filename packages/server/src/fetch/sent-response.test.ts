import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchResponse } from "./sent-response.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Watches a response. `done` says whether it counts as sent by now. */
function watch(body: ReadableStream<Uint8Array> | null, sent?: Promise<unknown>) {
  const controller = new AbortController();
  const watched = watchResponse(body, { gone: controller.signal, sent });
  let done = false;
  void watched.sent.then(() => {
    done = true;
  });
  return { ...watched, leave: () => controller.abort(), done: () => done };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const bodyOf = (text: string) => new Response(text).body;

describe("watchResponse (PREP-MS-2)", () => {
  it("considers a response without content sent in the next task, and not before", async () => {
    const response = watch(null);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(response.done()).toBe(false);
    await settle();
    expect(response.done()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("considers a response with content sent in the task after its content was read to the end", async () => {
    const response = watch(bodyOf("some text"));
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("some text");
    await settle();
    expect(response.done()).toBe(false);
    expect((await reader?.read())?.done).toBe(true);
    expect(response.done()).toBe(false);
    await settle();
    expect(response.done()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("considers a response sent if its content fails or is cancelled", async () => {
    const failing = watch(new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) }));
    await expect(failing.body?.getReader().read()).rejects.toThrow("broken");
    let cancelled: unknown;
    const source = new ReadableStream({
      cancel(reason) {
        cancelled = reason;
      },
    });
    const left = watch(source);
    await left.body?.cancel("enough");
    await settle();
    expect([failing.done(), left.done(), cancelled]).toEqual([true, true, "enough"]);
  });

  it("does not read content before its reader does", async () => {
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1;
          controller.enqueue(Uint8Array.of(pulled));
        },
      },
      { highWaterMark: 0 },
    );
    const { body } = watch(source);
    await settle();
    expect(pulled).toBe(0);
    await body?.getReader().read();
    expect(pulled).toBe(1);
  });

  it("considers a response sent when its client leaves, or has left already", async () => {
    const response = watch(bodyOf("never read"));
    await settle();
    expect(response.done()).toBe(false);
    response.leave();
    await settle();
    expect(response.done()).toBe(true);
    const gone = watchResponse(bodyOf("x"), { gone: AbortSignal.abort(), sent: undefined });
    await gone.sent;
  });

  it("waits for the application's own promise, and leaves the content alone then", async () => {
    for (const outcome of ["resolve", "reject"] as const) {
      let settlePromise = (): void => {};
      const content = bodyOf("text");
      const sent = new Promise<void>((resolve, reject) => {
        settlePromise = { resolve, reject }[outcome];
      });
      const response = watch(content, sent);
      expect(response.body).toBe(content);
      await settle();
      expect(response.done()).toBe(false);
      settlePromise();
      await settle();
      expect(response.done()).toBe(true);
    }
  });

  it("knows whether content was asked for, and else can break the response off", async () => {
    const response = watch(bodyOf("text"));
    expect(response.headSent()).toBe(false);
    const reader = response.body?.getReader();
    await reader?.read();
    expect(response.headSent()).toBe(true);
    expect(watch(null).headSent()).toBe(true);
    let left: unknown;
    const source = new ReadableStream<Uint8Array>({
      cancel(reason) {
        left = reason;
      },
    });
    const unread = watch(source);
    unread.breakOff();
    await expect(unread.body?.getReader().read()).rejects.toThrow("Nobody took the response");
    expect(left).toBeInstanceOf(Error);
    const known = watch(bodyOf("text"), new Promise(() => {}));
    expect(known.headSent()).toBe(true);
    known.breakOff();
    expect(await new Response(known.body).text()).toBe("text");
  });
});
