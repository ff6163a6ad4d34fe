import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Burst } from "./burst.ts";

const batch = (length: number, newest?: number, recorded?: number) => ({
  bytes: new Uint8Array(length),
  newest,
  recorded,
});

describe("a burst", () => {
  it("is what had happened when its subscriber had read everything", () => {
    const burst = new Burst(10);
    expect(burst.add(100, batch(100, 1, 3))).toBe(0);
    expect(burst.add(200, batch(100, 2, 4))).toBe(0);
    expect(burst.add(300, batch(100, 3, 4))).toBe(0);
    // These happened afterwards.
    expect(burst.add(400, batch(100, 4, 4))).toBe(100);
    expect(burst.add(500, batch(100, 5, 5))).toBe(200);
  });

  it("is read first, and a next one can come when it was", () => {
    const burst = new Burst(10);
    burst.add(300, batch(300, 2, 2));
    expect(burst.add(200, batch(100, 3, 3))).toBe(100);
    expect(burst.add(110, batch(100, 4, 5))).toBe(10);
    expect(burst.add(210, batch(100, 5, 6))).toBe(10);
  });

  it("has no bytes that do not come from the channel", () => {
    const burst = new Burst(10);
    expect(burst.add(100, batch(100))).toBe(100);
    expect(burst.add(0, batch(100, 1, 1))).toBe(0);
    expect(burst.add(50, batch(50))).toBe(50);
  });

  it("never excuses more of one that does not read than what had happened at first", () => {
    const steps = fc.array(fc.record({ length: fc.integer({ min: 1, max: 1_000 }), more: fc.nat(3) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(steps, fc.nat(5), (given, ahead) => {
        const burst = new Burst(0);
        let [waiting, excused] = [0, 0];
        for (const [index, { length, more }] of given.entries()) {
          waiting += length;
          if (index <= ahead) excused += length;
          const recorded = Math.max(ahead, index) + 1 + (index === 0 ? 0 : more);
          expect(burst.add(waiting, batch(length, index + 1, recorded))).toBe(waiting - excused);
        }
      }),
    );
  });
});
