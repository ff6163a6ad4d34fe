import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchConnection } from "./watch.ts";

let heardAt: Date;
const lose = vi.fn();
const watch = (seconds: number) => watchConnection(seconds, () => heardAt, lose);

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  heardAt = new Date();
  lose.mockClear();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("watchConnection", () => {
  it("tells of a silence once it has lasted", async () => {
    const end = watch(60);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(lose).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(lose).toHaveBeenCalledExactlyOnceWith("Nothing came for 60 seconds");
    end();
  });

  it("counts from the last bytes", async () => {
    const end = watch(60);
    for (let time = 0; time < 10; time++) {
      await vi.advanceTimersByTimeAsync(50_000);
      heardAt = new Date();
    }
    await vi.advanceTimersByTimeAsync(59_999);
    expect(lose).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(lose).toHaveBeenCalledOnce();
    end();
  });

  it("counts from its beginning, whenever something was read before", async () => {
    heardAt = new Date(-600_000);
    const end = watch(60);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(lose).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(lose).toHaveBeenCalledOnce();
    end();
  });

  it("is not put off for longer than that by a clock that is set back", async () => {
    const end = watch(60);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(-3_600_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lose).toHaveBeenCalledOnce();
    end();
  });

  it("never tells of a silence that may last for ever", async () => {
    const end = watch(Infinity);
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(lose).not.toHaveBeenCalled();
    end();
  });

  it("notices within 10 seconds that the machine slept for more than two minutes", async () => {
    const end = watch(Infinity);
    await vi.advanceTimersByTimeAsync(25_000);
    vi.setSystemTime(60_000); // timers that come half a minute late are those of a page in the background
    await vi.advanceTimersByTimeAsync(15_000);
    expect(lose).not.toHaveBeenCalled();
    vi.setSystemTime(60_000 + 180_000); // the clock went on, timers did not
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lose).toHaveBeenCalledExactlyOnceWith("This machine slept: the connection may be gone");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lose).toHaveBeenCalledOnce();
    end();
  });

  it("ends", async () => {
    watch(60)();
    expect(vi.getTimerCount()).toBe(0);
  });
});
