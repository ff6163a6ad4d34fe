import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startAlarm, within } from "./alarm.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("startAlarm", () => {
  it.each([0, 1, 9_999.5, 10_000, 25_000, 3_000_000_000])("rings once after %d ms", async (milliseconds) => {
    const ring = vi.fn();
    startAlarm(milliseconds, ring);
    expect(ring).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(Math.max(0, Math.ceil(milliseconds) - 1));
    if (milliseconds > 1) expect(ring).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(ring).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("notices after 10 seconds that the machine slept for hours", async () => {
    const ring = vi.fn();
    startAlarm(3_600_000, ring);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(8 * 3_600_000); // the clock went on, timers did not
    await vi.advanceTimersByTimeAsync(9_000);
    expect(ring).toHaveBeenCalledOnce();
  });

  it("is not put off by a clock that is set back", async () => {
    const ring = vi.fn();
    startAlarm(30_000, ring);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.setSystemTime(-3_600_000);
    await vi.advanceTimersByTimeAsync(29_001);
    expect(ring).toHaveBeenCalledOnce();
  });

  it("can be taken back, and never rings after Infinity", async () => {
    const ring = vi.fn();
    const takeBack = startAlarm(20_000, ring);
    await vi.advanceTimersByTimeAsync(15_000);
    takeBack();
    startAlarm(Infinity, ring);
    expect(vi.getTimerCount()).toBe(0);
    expect(ring).not.toHaveBeenCalled();
  });
});

describe("within", () => {
  it("leaves no timer, whichever comes first", async () => {
    const end = vi.fn();
    expect(await within(1_000, Promise.resolve(1), end)).toBe(1);
    await expect(within(1_000, Promise.reject(new RangeError()), end)).rejects.toThrow(RangeError);
    expect(vi.getTimerCount()).toBe(0);
    expect(end).not.toHaveBeenCalled();
  });

  it("calls what is to end it", async () => {
    const late = new Promise<string>((resolve) => {
      void within(1_000, new Promise(() => {}), () => resolve("late"));
    });
    await vi.advanceTimersByTimeAsync(1_001);
    expect(await late).toBe("late");
  });
});
