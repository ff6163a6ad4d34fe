import fc from "fast-check";
import { expect, it } from "vitest";
import { SharedTexts } from "./shared-texts.ts";

it("counts each text once, as long as it is held", () => {
  const text = fc.constantFrom("a", "text/plain", "\u4e00", "", "x".repeat(300));
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.boolean())), (steps) => {
      const shared = new SharedTexts(100);
      const held: string[] = [];
      for (const [one, isHeld] of steps) {
        if (isHeld) {
          expect(shared.hold(one)).toBe(one);
          held.push(one);
        } else if (held.includes(one)) {
          shared.release(one);
          held.splice(held.indexOf(one), 1);
        }
        const alone = new SharedTexts(100);
        for (const distinct of new Set(held)) alone.hold(distinct);
        expect(shared.bytes).toBe(alone.bytes);
        expect(shared.bytes > 0).toBe(held.length > 0);
      }
    }),
  );
});

it("does not count what it does not hold", () => {
  const shared = new SharedTexts(100);
  shared.release("a");
  expect(shared.bytes).toBe(0);
});
