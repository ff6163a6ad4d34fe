import { expect, it } from "vitest";
import { arrivalTime } from "./arrival-time.ts";

it("is the same within a turn of the event loop, however long that takes, and later in the next", async () => {
  const first = arrivalTime();
  while (performance.now() < first + 5);
  await Promise.resolve();
  expect(arrivalTime()).toBe(first);
  await new Promise((resolve) => setImmediate(resolve));
  expect(arrivalTime()).toBeGreaterThanOrEqual(first + 5);
});
