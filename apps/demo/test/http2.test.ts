import { connect } from "node:http2";
import { describe, expect, it, onTestFinished } from "vitest";
import { configurationOf } from "../src/configuration.ts";
import { startDemo } from "../src/server.ts";

const adapter = process.env["ADAPTER"] ?? "node";

describe("HTTP2=1", () => {
  it("serves a stream on one of many streams, and closes with what is open", async () => {
    const demo = await startDemo(configurationOf({ ADAPTER: adapter, PORT: "0", HTTP2: "1" }));
    const session = connect(demo.origin);
    onTestFinished(() => session.destroy());
    const stream = session.request({ ":path": "/notes/welcome", "accept-events": '"prep"' });
    let content = "";
    let wake = () => {};
    stream.on("data", (bytes: Buffer) => {
      content += bytes.toString();
      wake();
    });
    const until = async (text: string) => {
      while (!content.includes(text)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    const fields = await new Promise<Record<string, unknown>>((resolve) => stream.once("response", resolve));
    expect(fields).toMatchObject({ ":status": 200, events: 'protocol="prep", status=200, expires=600' });
    expect(fields["connection"] ?? fields["transfer-encoding"]).toBeUndefined();
    await until("multipart/digest");
    const put = session.request({ ":path": "/notes/welcome", ":method": "PUT", "content-type": "text/plain" });
    put.end("by HTTP/2");
    const answer = await new Promise<Record<string, unknown>>((resolve) => put.once("response", resolve));
    put.resume();
    expect(answer[":status"]).toBe(204);
    await until(`Event-ID: ${answer["event-id"]}`);
    const ended = new Promise((resolve) => stream.once("end", resolve));
    await demo.close();
    await ended;
    expect(content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  });
});
