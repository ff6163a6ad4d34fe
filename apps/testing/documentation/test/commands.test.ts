import { spawn } from "node:child_process";
import { configurationOf, type RunningDemo, startDemo } from "@resource-events/demo";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

/** Each command of the README's shell blocks, with continued lines as one. */
const commands = codeBlocks("sh")
  .filter(({ document }) => document === "README.md")
  .flatMap(({ code }) => code.replaceAll("\\\n", " ").trim().split("\n"))
  .filter((command) => command.startsWith("curl "));

/** A command with the address of a demo. */
function start(command: string, origin: string) {
  const child = spawn("bash", ["-c", command.replaceAll("http://127.0.0.1:8080", origin)], { stdio: "pipe" });
  let output = "";
  const changed: (() => void)[] = [];
  child.stdout.on("data", (text) => {
    output += text;
    for (const wake of changed.splice(0)) wake();
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    ended,
    output: () => output,
    async until(text: string): Promise<void> {
      while (!output.includes(text)) await new Promise<void>((resolve) => changed.push(resolve));
    },
  };
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
    expect(watching?.output()).toContain("Hello World!");
    expect(await put?.().ended).toBe(0);
    await watching?.until("Method: PUT");
    expect(await remove?.().ended).toBe(0);
    expect(await watching?.ended).toBe(0);
    expect(watching?.output()).toMatch(/Method: DELETE\r\n[\s\S]*--\w+--\r\n--\w+--\r\n$/);

    expect(await make?.().ended).toBe(0);
    const running = queries.map((query) => query());
    for (const query of running) {
      expect(await query.ended).toBe(0);
      expect(query.output()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Events: duration=2\r\n/i);
    }
    expect(running.length).toBe(5);
    for (const query of running.slice(0, 3)) expect(query.output()).toContain('{"text":"Hello"}');
  });
});
