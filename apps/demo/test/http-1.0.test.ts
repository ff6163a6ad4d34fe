import { RawClient } from "@resource-events/testing-support";
import { describe, expect, it, onTestFinished } from "vitest";
import { useDemo } from "./demo.ts";

const demo = useDemo();

/** Sends the bytes of a request on a new connection. */
function send(lines: readonly string[], content = ""): RawClient {
  const client = new RawClient(demo.port);
  onTestFinished(() => client.leave());
  client.socket.write(`${lines.join("\r\n")}\r\n\r\n${content}`);
  return client;
}

describe("an HTTP/1.0 client", () => {
  it("gets a stream without chunks, as it happens, ended by the connection", async () => {
    await demo.client.put("/notes/old", "one");
    const client = send(["GET /notes/old HTTP/1.0", 'Accept-Events: "prep"']);
    const begun = await client.partial((body) => /multipart\/digest.*\r\n\r\n--\w+$/.test(body));
    expect(begun.field("Transfer-Encoding")).toBeUndefined();
    const put = await demo.client.put("/notes/old", "two");
    await client.partial(`Event-ID: ${put.field("Event-ID")}`);
    await demo.client.exchange("DELETE", "/notes/old");
    expect(await client.closed).toBe("end");
    expect((await client.response()).body).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  });

  it("gets the encapsulations of Events Query alike", async () => {
    for (const accept of ["application/http", "multipart/mixed", "application/json-seq"]) {
      const fields = ["Content-Type: application/json", "Events: duration=30", "Content-Length: 13"];
      const client = send(["QUERY /notes/welcome HTTP/1.0", `Accept: ${accept}`, ...fields], '{"events":{}}');
      expect((await client.partial()).field("Transfer-Encoding")).toBeUndefined();
      await demo.client.put("/notes/welcome", accept);
      await client.partial('"type":"update"');
    }
  });
});
