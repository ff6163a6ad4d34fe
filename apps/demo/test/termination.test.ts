import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { RawConnection, request } from "./raw-client.ts";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

it("ends its streams cleanly at SIGTERM, so that clients resume, and then itself", async () => {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: "0", HTTP2: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  let printed = "";
  for await (const piece of child.stdout) {
    printed += piece;
    if (printed.includes("Ctrl-C")) break;
  }
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);

  const idle = await RawConnection.open(port);
  const prep = await request(port, "GET", "/notes/welcome", { "Accept-Events": '"prep"' });
  const query = await request(
    port,
    "QUERY",
    "/notes/welcome",
    { "Content-Type": "application/json", Accept: "application/json-seq" },
    '{"events":{}}',
  );
  onTestFinished(() => {
    for (const connection of [idle, prep, query]) connection.close();
  });
  await prep.untilContent("multipart/digest");
  await query.until(({ head }) => head !== "");
  child.kill("SIGTERM");
  for (const connection of [prep, query, idle]) {
    await connection.until(({ ended }) => ended !== undefined);
    expect(connection.ended).toBe("end");
  }
  expect(prep.content).toMatch(/--(\w+)--\r\n--(\w+)--\r\n$/);
  expect([prep.complete, query.complete]).toEqual([true, true]);
  expect(await exited).toEqual([0, null]);
});
