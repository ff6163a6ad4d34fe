import { fileURLToPath } from "node:url";
import { Child, isOpen, RawClient, sendPrep, sendQuery } from "@resource-events/testing-support";
import { expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

it("ends its streams cleanly at SIGTERM, so that clients resume, and then itself", async () => {
  const child = Child.start(process.execPath, [program], { environment: { ...process.env, PORT: "0", HTTP2: "0" } });
  onTestFinished(() => child.stop("SIGKILL"));
  await child.until("Ctrl-C");
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(child.stdout)?.[1]);

  const clients = [new RawClient(port), new RawClient(port), new RawClient(port)] as const;
  onTestFinished(() => {
    for (const client of clients) client.leave();
  });
  const [idle, prep, query] = clients;
  sendPrep(prep, "/notes/welcome");
  sendQuery(query, { target: "/notes/welcome" });
  await prep.partial(isOpen);
  await query.partial();
  child.kill("SIGTERM");
  for (const client of [prep, query, idle]) expect(await client.closed).toBe("end");
  expect((await prep.response()).body).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  // Complete by its own framing, not by the end of the connection.
  expect((await query.response()).field("Transfer-Encoding")).toBe("chunked");
  expect(await child.exited).toEqual({ code: 0, signal: null });
});
