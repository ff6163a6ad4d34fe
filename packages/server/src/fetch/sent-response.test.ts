import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchResponse } from "./sent-response.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Watches an answer, and says whether it was sent by now. */
function watch(body: ReadableStream<Uint8Array> | null, sent?: Promise<unknown>) {
  const controller = new AbortController();
  const watched = watchResponse(body, { gone: controller.signal, sent, patience: 30 });
  let done = false;
  void watched.sent.then(() => {
    done = true;
  });
  return { body: watched.body, leave: () => controller.abort(), done: () => done };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const bodyOf = (text: string) => new Response(text).body;

describe("watchResponse (PREP-MS-2)", () => {
  it("takes an answer without content for sent in the next task, and not before", async () => {
    const answer = watch(null);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(answer.done()).toBe(false);
    await settle();
    expect(answer.done()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes one with content for sent in the task after it was read to its end", async () => {
    const answer = watch(bodyOf("some text"));
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("some text");
    await settle();
    expect(answer.done()).toBe(false);
    expect((await reader?.read())?.done).toBe(true);
    expect(answer.done()).toBe(false);
    await settle();
    expect(answer.done()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes one whose content fails, or is left, for sent", async () => {
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

  it("does not read content before somebody else does", async () => {
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

  it("takes one whose client has left for sent, be it before", async () => {
    const answer = watch(bodyOf("never read"));
    await settle();
    expect(answer.done()).toBe(false);
    answer.leave();
    await settle();
    expect(answer.done()).toBe(true);
    const gone = watchResponse(bodyOf("x"), { gone: AbortSignal.abort(), sent: undefined, patience: 30 });
    await gone.sent;
  });

  it("waits for what the application says, and leaves the content alone then", async () => {
    for (const outcome of ["resolve", "reject"] as const) {
      let settlePromise = (): void => {};
      const content = bodyOf("text");
      const sent = new Promise<void>((resolve, reject) => {
        settlePromise = { resolve, reject }[outcome];
      });
      const answer = watch(content, sent);
      expect(answer.body).toBe(content);
      await settle();
      expect(answer.done()).toBe(false);
      settlePromise();
      await settle();
      expect(answer.done()).toBe(true);
    }
  });

  it("loses patience with an answer of which nobody takes anything, and only then", async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(Uint8Array.of(1)) });
    const answer = watch(endless);
    const silent = watch(null, new Promise(() => {}));
    const reader = answer.body?.getReader();
    for (let count = 0; count < 5; count += 1) {
      await reader?.read();
      await vi.advanceTimersByTimeAsync(25_000);
    }
    expect([answer.done(), silent.done()]).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(answer.done()).toBe(true);
  });
});
