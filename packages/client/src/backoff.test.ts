import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { pauseAfter } from "./backoff.ts";
import { retrySettings } from "./observe-options.ts";

afterEach(() => vi.restoreAllMocks());

describe("pauseAfter", () => {
  const outcome = fc.record({
    failures: fc.nat(5_000),
    isDue: fc.boolean(),
    retryAfter: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
  });
  const options = fc
    .record({
      minimum: fc.double({ min: 0.001, max: 100, noNaN: true }),
      maximum: fc.double({ min: 100, max: 10_000, noNaN: true }),
      retryAfter: fc.double({ min: 0, max: 1e6, noNaN: true }),
    })
    .map(retrySettings);
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is a random part of what doubles up to the maximum, after what Retry-After says", () => {
    fc.assert(
      fc.property(outcome, options, random, (one, retry, part) => {
        vi.spyOn(Math, "random").mockReturnValue(part);
        const told = Math.min(one.retryAfter ?? 0, retry.retryAfter);
        const longest = Math.min(retry.maximum, retry.minimum * 2 ** Math.max(0, one.failures - 1));
        const expected = one.isDue && one.failures === 0 ? 0 : told + part * longest;
        expect(pauseAfter(one, retry)).toBe(expected);
        expect(expected).toBeLessThanOrEqual(retry.retryAfter + retry.maximum);
      }),
    );
  });

  it("spreads over the whole of it", () => {
    const pauses = Array.from({ length: 2_000 }, () =>
      pauseAfter({ failures: 3, isDue: false, retryAfter: undefined }, retrySettings({ minimum: 1 })),
    );
    // One chance in 10^88 for each quarter to be missed.
    for (const quarter of [0, 1, 2, 3]) {
      expect(pauses.some((pause) => pause >= quarter && pause < quarter + 1)).toBe(true);
    }
    expect(Math.max(...pauses)).toBeLessThan(4);
  });
});
