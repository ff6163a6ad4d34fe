import { describe, expect, it } from "vitest";
import { Changes } from "./changes.ts";
import { until } from "./until.ts";

describe("Changes", () => {
  it("checks the condition again after each reported change", async () => {
    const changes = new Changes();
    let count = 0;
    const both = Promise.all([1, 3].map((wanted) => changes.until(() => count >= wanted, { what: () => "a count" })));
    for (; count < 3; count += 1) {
      changes.report();
      await Promise.resolve();
    }
    changes.report();
    await both;
  });

  it("fails after its seconds, or once no further change can come, and names the condition", async () => {
    const changes = new Changes();
    await expect(changes.until(() => false, { what: () => "a miracle", seconds: 0.01 })).rejects.toThrow(
      "Waited 0.01 s in vain for a miracle",
    );
    let over = false;
    const waiting = changes.until(() => false, { what: () => "a miracle", isOver: () => over });
    over = true;
    changes.report();
    await expect(waiting).rejects.toThrow("It ended before a miracle");
  });
});

describe("until", () => {
  it("waits for a condition, synchronous or not", async () => {
    let count = 0;
    await until(() => ++count > 2);
    await until(async () => ++count > 5);
    expect(count).toBe(6);
  });

  it("fails after its seconds, and names the condition", async () => {
    await expect(until(() => false, "a miracle", 0.01)).rejects.toThrow("Waited 0.01 s in vain for a miracle");
  });
});
