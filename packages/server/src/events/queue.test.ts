import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Queue } from "./queue.ts";

describe("Queue", () => {
  it("behaves like an array of which the first items are taken", () => {
    const step = fc.oneof(fc.constant("shift" as const), fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const queue = new Queue<number>();
        const model: number[] = [];
        let next = 0;
        for (const one of steps) {
          if (one === "shift") expect(queue.shift()).toBe(model.shift());
          else {
            for (let count = 0; count <= one; count += 1) {
              next += 1;
              queue.push(next);
              model.push(next);
            }
          }
          expect(queue.length).toBe(model.length);
          expect([queue.first, queue.at(1)]).toEqual([model[0], model[1]]);
          expect(queue.last).toBe(model.at(-1));
          expect([...queue]).toEqual(model);
          const bound = (model[0] ?? 0) + Math.floor(model.length / 2);
          expect(queue.from((item) => item > bound)).toEqual(model.filter((item) => item > bound));
        }
      }),
    );
  });

  it("keeps a hundred thousand items as cheaply as ten", () => {
    const movedOf = (length: number): number => {
      const queue = new Queue<number>();
      for (let item = 0; item < length; item += 1) queue.push(item);
      const { slice } = Array.prototype;
      let moved = 0;
      Array.prototype.slice = function (this: unknown[], ...bounds) {
        const taken = slice.apply(this, bounds as [number?, number?]);
        moved += taken.length;
        return taken;
      };
      try {
        while (queue.shift() !== undefined);
      } finally {
        Array.prototype.slice = slice;
      }
      return moved / length;
    };
    // Each item is moved at most once on average, however many there are; only the last few are moved more often.
    expect(movedOf(100_000)).toBeLessThan(1.1);
    expect(movedOf(10)).toBeLessThan(5);
  });
});
