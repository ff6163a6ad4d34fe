import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDemo } from "./demo.ts";
import { nginxProgram, startNginx } from "./nginx.ts";
import { RawConnection, request } from "./raw-client.ts";

const demo = useDemo();

describe("an HTTP/1.0 client", () => {
  it("gets a stream without chunks, as it happens, ended by the connection", async () => {
    await demo.put("/notes/old", "one");
    const connection = await RawConnection.open(demo.port);
    connection.send('GET /notes/old HTTP/1.0\r\nAccept-Events: "prep"\r\n\r\n');
    await connection.untilContent(/multipart\/digest.*\r\n\r\n--\w+$/);
    expect(connection.field("Transfer-Encoding")).toBeUndefined();
    const put = await demo.put("/notes/old", "two");
    await connection.untilContent(`Event-ID: ${put.field("Event-ID")}`);
    await demo.exchange("DELETE", "/notes/old");
    await connection.until(({ ended }) => ended !== undefined);
    expect(connection.ended).toBe("end");
    expect(connection.content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  });

  it("gets the encapsulations of Events Query alike", async () => {
    for (const accept of ["application/http", "multipart/mixed", "application/json-seq"]) {
      const connection = await RawConnection.open(demo.port);
      const fields = `Accept: ${accept}\r\nContent-Type: application/json\r\nEvents: duration=30\r\nContent-Length: 13`;
      connection.send(`QUERY /notes/welcome HTTP/1.0\r\n${fields}\r\n\r\n{"events":{}}`);
      await connection.until(({ text }) => text.includes("\r\n\r\n"));
      expect(connection.field("Transfer-Encoding")).toBeUndefined();
      await demo.put("/notes/welcome", accept);
      await connection.untilContent('"type":"update"');
      connection.close();
    }
  });
});

// Debian's package: `apt-get install nginx-light`, or nginx.
describe.skipIf(nginxProgram === undefined)("nginx as it is shipped, in front", () => {
  let nginx: Awaited<ReturnType<typeof startNginx>>;
  beforeAll(async () => {
    nginx = await startNginx(nginxProgram ?? "", demo.port);
  });
  afterAll(() => nginx.stop());

  it("lets a PREP stream through as it happens, to its clean end", async () => {
    await demo.put("/notes/proxied", "one");
    const stream = await request(nginx.port, "GET", "/notes/proxied", { "Accept-Events": '"prep"' });
    await stream.untilContent(/multipart\/digest.*\r\n\r\n--\w+$/);
    const put = await demo.put("/notes/proxied", "two");
    await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
    await demo.exchange("DELETE", "/notes/proxied");
    await stream.until(({ complete }) => complete);
    expect(stream.content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  });

  it("lets every encapsulation of Events Query through as it happens", async () => {
    for (const accept of ["application/http", "multipart/mixed", "application/json-seq"]) {
      const fields = { Accept: accept, "Content-Type": "application/json" };
      const stream = await request(nginx.port, "QUERY", "/notes/welcome", fields, '{"events":{}}');
      await stream.until(({ text }) => text.includes("\r\n\r\n"));
      expect(stream.field("Events")).toBe("duration=600");
      await demo.put("/notes/welcome", `through nginx in ${accept}`);
      await stream.untilContent('"type":"update"');
      stream.close();
    }
  });
});
