import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { proxies } from "../src/proxies.ts";
import { startScene, ways } from "./scene.ts";

const isShort = process.env["QUIET"] === "short";

/** The short form has proxies that lose patience after a second; the long form those that are shipped. */
const patience = isShort ? 1 : undefined;

for (const proxy of proxies) {
  describe.skipIf(proxy.program === undefined)(`behind ${proxy.name}`, () => {
    it("quiet streams live, or are resumed without loss", async () => {
      const { demo, observe } = await startScene(proxy, patience);
      const watches = ways.map(([, options]) => observe(options));
      for (const watching of watches) await watching.until(({ observation }) => observation.state === "open");
      const ids = [await demo.put("before the quiet")];
      for (const watching of watches) await watching.until(({ told }) => told.length === 1);
      // That nothing happens for a while is what is tested.
      await pause(isShort ? 1_500 : 75_000);
      // Those that were cut meanwhile are coming back, and miss nothing of this.
      for (let count = 0; count < 5; count += 1) ids.push(await demo.put(`after the quiet ${count}`));
      for (const [index, watching] of watches.entries()) {
        await watching.until(({ told }) => told.length >= ids.length);
        expect(watching.told).toEqual(ids);
        expect(watching.beginnings.filter((reason) => reason !== "first")).toEqual([]);
        const cut = watching.states.filter((state) => state === "open").length > 1;
        console.log(`${proxy.name}, ${ways[index]?.[0]}: ${cut ? "cut, and resumed" : "lived"}`);
        // A record separator every 25 seconds is enough for patience of 60.
        if (!isShort && ways[index]?.[0] === "application/json-seq") expect(cut).toBe(false);
      }
    });
  });
}
