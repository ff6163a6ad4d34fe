import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coreOf } from "../settings/core.ts";
import { Withheld, type WithholdingResponse } from "./withheld.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createWithheld() {
  const log: string[] = [];
  const withheld = new Withheld(coreOf({ onError: (error) => void log.push((error as { code: string }).code) }));
  const wait = (name: string, response: WithholdingResponse = {}) =>
    withheld.wait(
      { breakOff: () => void log.push(`${name} broken off`), ...response },
      () => void log.push(`${name} released`),
    );
  return { log, wait };
}

describe("the wait of events for a response (PREP-MS-2)", () => {
  it("is over when the response was sent, once", async () => {
    const { log, wait } = createWithheld();
    const first = wait("first");
    first.over();
    first.over();
    first.cutShort();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log).toEqual(["first released"]);
  });

  it("is over after two seconds if the head was sent, or the adapter can't tell", async () => {
    const { log, wait } = createWithheld();
    const known = wait("known", { headSent: () => true });
    await vi.advanceTimersByTimeAsync(1_000);
    wait("unknown");
    await vi.advanceTimersByTimeAsync(998);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(log).toEqual(["known released"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log).toEqual(["known released", "unknown released"]);
    known.over();
    expect(log).toHaveLength(2);
  });

  it("ends with the connection if not even the head was sent", async () => {
    const { log, wait } = createWithheld();
    wait("stuck", { headSent: () => false });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log).toEqual(["withheld", "stuck broken off", "stuck released"]);
  });

  it("ends even if the adapter fails", async () => {
    const { log, wait } = createWithheld();
    const headSent = () => {
      throw Object.assign(new Error("adapter"), { code: "adapter" });
    };
    wait("failing", { headSent });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log).toEqual(["adapter", "failing released"]);
  });

  it("lets an adapter look later, and does not end twice if the response is sent meanwhile", async () => {
    const { log, wait } = createWithheld();
    const answers: ((sent: boolean) => void)[] = [];
    const headSent = () => new Promise<boolean>((resolve) => void answers.push(resolve));
    wait("sent", { headSent });
    const meanwhile = wait("meanwhile", { headSent });
    wait("stuck", { headSent });
    wait("failing", { headSent: () => Promise.reject(Object.assign(new Error("adapter"), { code: "adapter" })) });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log).toEqual(["adapter", "failing released"]);
    meanwhile.over();
    for (const [index, answer] of answers.entries()) answer(index === 0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log.slice(2)).toEqual([
      "meanwhile released",
      "sent released",
      "withheld",
      "stuck broken off",
      "stuck released",
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends even if the connection can't be broken off", async () => {
    const { log, wait } = createWithheld();
    const breakOff = () => {
      throw Object.assign(new Error("adapter"), { code: "adapter" });
    };
    wait("stuck", { headSent: () => false, breakOff });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log).toEqual(["withheld", "adapter", "stuck released"]);
  });

  it("is cut short in the next task", async () => {
    const { log, wait } = createWithheld();
    wait("one", { headSent: () => true }).cutShort();
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(["one released"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
