import { configurationOf, type RunningDemo, startDemo } from "@resource-events/demo";
import { Client } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Program } from "../src/program.ts";
import { proxies } from "../src/proxies.ts";

// What passes through nginx as it is shipped, byte by byte: our own client could repair something.
const [nginx] = proxies;

for (const adapter of ["node", "express", "koa", "fetch"] as const) {
  describe.skipIf(nginx?.program === undefined)(`${nginx?.name}, in front of the demo with ADAPTER=${adapter}`, () => {
    let demo: RunningDemo;
    let program: Program;
    let direct: Client;
    let through: Client;
    beforeAll(async () => {
      demo = await startDemo(configurationOf({ ADAPTER: adapter, PORT: "0" }));
      if (nginx === undefined) throw new Error("There is no nginx among the proxies");
      program = await nginx.start(Number(new URL(demo.origin).port));
      direct = new Client(demo);
      through = new Client({ origin: `http://127.0.0.1:${program.port}` });
    });
    afterAll(async () => {
      direct?.close();
      through?.close();
      await program?.end();
      await demo?.close({ within: 1 });
    });

    it("lets a PREP stream through as it happens, to its clean end", async () => {
      await direct.put("/notes/proxied", "one");
      const stream = await through.open("GET", "/notes/proxied", { "Accept-Events": '"prep"' });
      await stream.untilContent(/multipart\/digest.*\r\n\r\n--\w+$/);
      const put = await direct.put("/notes/proxied", "two");
      await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
      await direct.exchange("DELETE", "/notes/proxied");
      await stream.untilComplete();
      expect(stream.content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
    });

    it("lets every encapsulation of Events Query through as it happens", async () => {
      for (const accept of ["application/http", "multipart/mixed", "application/json-seq"]) {
        const stream = await through.query("/notes/welcome", accept, { events: {} });
        await stream.untilHead();
        expect(stream.field("Events")).toBe("duration=600");
        await direct.put("/notes/welcome", `through nginx in ${accept}`);
        await stream.untilContent('"type":"update"');
        through.leave(stream);
      }
    });
  });
}
