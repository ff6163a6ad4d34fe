import { configurationOf, type RunningDemo, startDemo } from "@resource-events/demo";
import { Child } from "@resource-events/testing-support";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { codeBlocks } from "./code-blocks.ts";

/** The README's shell blocks for a demo that runs. */
const blocks = codeBlocks("sh")
  .filter(({ document, code }) => document === "README.md" && code.includes("http://127.0.0.1:8080"))
  .map(({ code }) => code);

/** Runs commands against a demo, in a shell. */
function start(commands: string, origin: string): Child {
  const child = Child.start("bash", ["-c", commands.replaceAll("http://127.0.0.1:8080", origin)]);
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
    const [watch = "", end = "", queries = "", poll = ""] = blocks;
    expect(blocks).toHaveLength(4);
    const watching = start(watch, demo.origin);
    await watching.until("multipart/digest");
    expect(watching.stdout).toContain("Hello World!");
    expect((await start(end, demo.origin).exited).code).toBe(0);
    expect((await watching.exited).code).toBe(0);
    expect(watching.stdout).toMatch(/Method: PUT\r\n[\s\S]*Method: DELETE\r\n[\s\S]*--\w+--\r\n--\w+--\r\n$/);

    const querying = start(queries, demo.origin);
    expect((await querying.exited).code).toBe(0);
    expect(querying.stdout).toMatch(/^HTTP\/1\.1 201 Created/);
    for (const told of ['"method":"PUT"', "Method: PUT", '"type":"Update"']) expect(querying.stdout).toContain(told);

    const polling = start(`${queries.match(/^change\(\).*$/m)?.[0]}\n${poll}`, demo.origin);
    expect((await polling.exited).code).toBe(0);
    expect(polling.stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*PUT/);
  });
});
