import { describe, expect, it } from "vitest";
import { proxies } from "../src/proxies.ts";
import { startScene, ways } from "./scene.ts";

for (const proxy of proxies) {
  describe.skipIf(proxy.program === undefined)(`behind ${proxy.name}`, () => {
    it("notifications come when they happen, whichever way", async () => {
      const { demo, observe } = await startScene(proxy);
      for (const [, options] of ways) {
        const watching = observe(options);
        await watching.until(({ observation }) => observation.state === "open");
        const ids: string[] = [];
        for (let count = 0; count < 5; count += 1) {
          ids.push(await demo.put(`change ${count}`));
          // The next one is made only when this one is here: nothing is kept back for company.
          await watching.until(({ told }) => told.length === ids.length);
        }
        expect(watching.told).toEqual(ids);
        // All in one response, which still goes on.
        expect(watching.states.filter((state) => state === "open")).toHaveLength(1);
        watching.observation.close();
      }
    });

    it("a server that is killed is noticed, and what it forgot is told as lost", async () => {
      const { demo, observe } = await startScene(proxy);
      const watches = ways.map(([, options]) => observe(options));
      for (const watching of watches) await watching.until(({ observation }) => observation.state === "open");
      const before = await demo.put("before");
      for (const watching of watches) await watching.until(({ told }) => told.includes(before));
      await demo.kill();
      for (const watching of watches) await watching.until(({ states }) => states.includes("waiting"));
      await demo.restart();
      for (const watching of watches) {
        await watching.until(({ beginnings, observation }) => {
          return beginnings.includes("history-lost") && observation.state === "open";
        });
      }
      const after = await demo.put("after");
      for (const watching of watches) {
        await watching.until(({ told }) => told.includes(after));
        expect(watching.told).toEqual([before, after]);
      }
    });
  });
}
