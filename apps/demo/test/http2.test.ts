import { Client } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished } from "vitest";
import { configurationOf } from "../src/configuration.ts";
import { startDemo } from "../src/server.ts";

const adapter = process.env["ADAPTER"] ?? "node";

describe("HTTP2=1", () => {
  it("serves a stream on one of many streams, and closes with what is open", async () => {
    const demo = await startDemo(configurationOf({ ADAPTER: adapter, PORT: "0", HTTP2: "1" }));
    const client = await new Client(demo, "HTTP/2").onOneConnection();
    onTestFinished(() => client.close());
    const stream = await client.open("GET", "/notes/welcome", { "Accept-Events": '"prep"' });
    await stream.untilContent("multipart/digest");
    expect(stream.status).toBe(200);
    expect(stream.field("Events")).toBe('protocol="prep", status=200, expires=600');
    expect(stream.field("Connection") ?? stream.field("Transfer-Encoding")).toBeUndefined();
    const put = await client.put("/notes/welcome", "by HTTP/2");
    expect(put.status).toBe(204);
    await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
    await demo.close();
    await stream.untilComplete();
    expect(stream.content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  });
});
