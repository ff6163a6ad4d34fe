import { describe, expect, it } from "vitest";
import { proxies } from "../src/proxies.ts";
import { startScene, ways } from "./scene.ts";

for (const proxy of proxies) {
  describe.skipIf(proxy.program === undefined)(`behind ${proxy.name}`, () => {
    it("notifications arrive as events happen, in each protocol and encapsulation", async () => {
      const { demo, observe } = await startScene(proxy);
      for (const [, options] of ways) {
        const watching = observe(options);
        await watching.until(({ observation }) => observation.state === "open");
        const ids: string[] = [];
        for (let count = 0; count < 5; count += 1) {
          ids.push(await demo.put(`change ${count}`));
          // The next event follows only when this one has arrived: the proxy holds nothing back to send it together.
          await watching.until((seen) => seen.ids.length === ids.length);
        }
        expect(watching.ids).toEqual(ids);
        // All of them in one response, which is still open.
        expect(watching.states.filter((state) => state === "open")).toHaveLength(1);
        watching.observation.close();
      }
    });

    it("the client notices that the server was killed, and reports the lost history", async () => {
      const { demo, observe } = await startScene(proxy);
      const watches = ways.map(([, options]) => observe(options));
      for (const watching of watches) await watching.until(({ observation }) => observation.state === "open");
      const before = await demo.put("before");
      for (const watching of watches) await watching.until(({ ids }) => ids.includes(before));
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
        await watching.until(({ ids }) => ids.includes(after));
        expect(watching.ids).toEqual([before, after]);
      }
    });
  });
}
