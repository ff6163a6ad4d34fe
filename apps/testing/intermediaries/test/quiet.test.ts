import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { proxies } from "../src/proxies.ts";
import { startScene, ways } from "./scene.ts";

const isShort = process.env["QUIET"] === "short";

/** In the short form the proxies cut a quiet response after a second; the long form uses their defaults. */
const patience = isShort ? 1 : undefined;

for (const proxy of proxies) {
  describe.skipIf(proxy.program === undefined)(`behind ${proxy.name}`, () => {
    it("quiet streams stay open, or are resumed without loss", async () => {
      const { demo, observe } = await startScene(proxy, patience);
      const watches = ways.map(([, options]) => observe(options));
      for (const watching of watches) await watching.until(({ observation }) => observation.state === "open");
      const ids = [await demo.put("before the quiet")];
      for (const watching of watches) await watching.until(({ ids }) => ids.length === 1);
      // The test is that nothing happens for a while.
      await pause(isShort ? 1_500 : 75_000);
      // Observations whose stream was cut are reconnecting now, and must not miss any of these.
      for (let count = 0; count < 5; count += 1) ids.push(await demo.put(`after the quiet ${count}`));
      for (const [index, watching] of watches.entries()) {
        await watching.until((seen) => seen.ids.length >= ids.length);
        expect(watching.ids).toEqual(ids);
        expect(watching.beginnings.filter((reason) => reason !== "first")).toEqual([]);
        const cut = watching.states.filter((state) => state === "open").length > 1;
        console.log(`${proxy.name}, ${ways[index]?.[0]}: ${cut ? "cut, and resumed" : "stayed open"}`);
        // A record separator every 25 seconds is enough for a time-out of 60.
        if (!isShort && ways[index]?.[0] === "application/json-seq") expect(cut).toBe(false);
      }
    });
  });
}
