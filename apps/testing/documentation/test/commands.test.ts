import { configurationOf, type RunningDemo, startDemo } from "@resource-events/demo";
import { Child } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

/** The curl commands in the README's shell blocks, each on one line. */
const commands = codeBlocks("sh")
  .filter(({ document }) => document === "README.md")
  .flatMap(({ code }) => code.replaceAll("\\\n", " ").trim().split("\n"))
  .filter((command) => command.startsWith("curl "));

/** Runs a command against a demo. */
function start(command: string, origin: string): Child {
  const child = Child.start("bash", ["-c", command.replaceAll("http://127.0.0.1:8080", origin)]);
  onTestFinished(() => child.stop("SIGKILL"));
  return child;
}

describe.each(["node", "express", "koa", "fetch"] as const)("the commands of the README, by ADAPTER=%s", (adapter) => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await startDemo(configurationOf({ PORT: "0", ADAPTER: adapter }));
  });
  afterAll(() => demo.close());

  it("show what it says, in its order", async () => {
    const [watch, put, remove, make, ...queries] = commands.map((command) => () => start(command, demo.origin));
    const watching = watch?.();
    await watching?.until("multipart/digest");
    expect(watching?.stdout).toContain("Hello World!");
    expect((await put?.().exited)?.code).toBe(0);
    await watching?.until("Method: PUT");
    expect((await remove?.().exited)?.code).toBe(0);
    expect((await watching?.exited)?.code).toBe(0);
    expect(watching?.stdout).toMatch(/Method: DELETE\r\n[\s\S]*--\w+--\r\n--\w+--\r\n$/);

    expect((await make?.().exited)?.code).toBe(0);
    const running = queries.map((query) => query());
    for (const query of running) {
      expect((await query.exited).code).toBe(0);
      expect(query.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Events: duration=2\r\n/i);
    }
    expect(running.length).toBe(5);
    for (const query of running.slice(0, 3)) expect(query.stdout).toContain('{"text":"Hello"}');
  });
});
