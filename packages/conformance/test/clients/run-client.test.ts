import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { batchClient } from "../../src/clients/batch-client.ts";
import type { ClientUnderTest } from "../../src/clients/client-under-test.ts";
import { commandClient } from "../../src/clients/command-client.ts";
import { runCommand } from "../../src/command/run-command.ts";
import { type ClientRunOptions, runClientConformance } from "../../src/run/run-client.ts";
import { clientScenarios } from "../../src/scenarios/index.ts";
import { calledClient } from "./called-client.ts";
import { ownClient } from "./own-client.ts";

const node = [process.execPath, "--no-warnings", "--conditions=@resource-events/source"];
const main = resolve(import.meta.dirname, "own-client-main.ts");
const script = (code: string) => [...node, "--input-type=module", "--eval", code];
const one = (id: string) => clientScenarios.filter((scenario) => scenario.id === `client/${id}`);
const sound = one("prep/sound/stream");

async function resultOf(client: ClientUnderTest, options: ClientRunOptions = { scenarios: sound }) {
  const { checks } = await runClientConformance(client, options);
  return checks[0];
}

describe("a client that is a command", () => {
  it("is started for each scenario", async () => {
    const scenarios = [...sound, ...one("events-query/sound/http-stream"), ...one("events-query/single/notification")];
    const resumed = one("events-query/resume/json-seq-replayed");
    const results = await runClientConformance(commandClient([...node, main]), {
      scenarios: [...scenarios, ...resumed],
    });
    expect(results.checks.map(({ outcome }) => outcome)).toEqual(["pass", "pass", "pass", "pass"]);
    expect(results.counts).toMatchObject({ pass: 4, fail: 0 });
  });

  it("gets the task in the placeholders of its arguments", async () => {
    const code = "console.log(JSON.stringify({ end: 'error', code: process.argv.slice(1).join(' ') }))";
    const words = [
      ...script(code),
      "{protocol}/{mode}",
      "--at={url}",
      "{encapsulation}",
      "{representation}",
      "{last-event-id}",
      "{new}",
    ];
    const result = await resultOf(commandClient(words), { scenarios: one("events-query/resume/http-replayed") });
    expect(result?.observed).toMatch(
      /events-query\/stream --at=http:\/\/127\.0\.0\.1:\d+\/0\/client\/events-query\/resume\/http-replayed application\/http no a\/older\+1 \{new\}/,
    );
  });

  it("gets the URL as its last argument if none has a placeholder", async () => {
    const code = "console.log(JSON.stringify({ end: 'error', code: process.argv.at(-1) }))";
    expect((await resultOf(commandClient(script(code))))?.observed).toContain("http://127.0.0.1:");
  });

  it("that hangs is ended, with its processes, and fails", async () => {
    const child =
      "await import('node:child_process').then(({ spawn }) => spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }));";
    const result = await resultOf(commandClient(script(child)), { scenarios: sound, timeLimit: 1_500 });
    expect(result).toMatchObject({ outcome: "fail" });
    expect(result?.observed).toContain("still running after 1.5 s");
  });

  it.each([
    ["fails if it crashes", "process.kill(process.pid, 'SIGSEGV')", "SIGSEGV ended it"],
    ["fails if it throws, and the report has its error", "throw new Error('Oh no')", "0 ends"],
    ["fails if it prints something other than JSON", "console.log('Hello')", "a line that is not an object"],
    ["fails if it prints an invalid observation", 'console.log(\'{"end":"over"}\')', "an end other than"],
    ["fails if it reports two ends", 'console.log(\'{"end":"clean"}\\n{"end":"clean"}\')', "2 ends in 2 lines"],
    ["fails if it does nothing", "", "0 ends in 0 lines"],
  ])("%s", async (_, code, observed) => {
    const result = await resultOf(commandClient(script(code)));
    expect(result).toMatchObject({ outcome: "fail" });
    expect(result?.observed).toContain(observed);
    if (code.startsWith("throw")) expect(result?.reason).toContain("Oh no");
  });

  it("that does not exist cannot be judged", async () => {
    await expect(resultOf(commandClient(["/no/such/client"]))).rejects.toMatchObject({ code: "configuration" });
  });

  it("that prints endlessly is ended, and fails", async () => {
    const code =
      "const line = '{\"notification\":{}}\\n'.repeat(1000); for (;;) if (!process.stdout.write(line)) await new Promise((done) => process.stdout.once('drain', done));";
    expect((await resultOf(commandClient(script(code))))?.observed).toContain("more lines");
  });
});

describe("a client that runs many tasks in one process", () => {
  it("passes every scenario, if it is ours", async () => {
    const { checks } = await runClientConformance(batchClient([...node, main, "--batch"]), { claims: ["ours"] });
    expect(checks.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  });

  it("is started again after a crash", async () => {
    const code = `
      import { createInterface } from "node:readline";
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.includes("sound/stream")) process.exit(3);
        console.log('{"end":"clean"}');
      }`;
    const scenarios = [...sound, ...one("prep/sound/no-notification"), ...sound, ...one("prep/broken/one-part")];
    const { checks } = await runClientConformance(batchClient(script(code)), { scenarios, concurrency: 1 });
    expect(checks.map(({ observed }) => observed?.includes("0 ends"))).toEqual([true, false, true, false]);
  });
});

describe("the result of a scenario", () => {
  const silent = calledClient(async (_, print) => print({ end: "clean" }));

  it("is a failure for a MUST, a warning for a SHOULD, and information for ours unless claimed", async () => {
    const scenarios = [
      ...sound,
      ...one("prep/requests/last-event-id"),
      ...one("prep/sound/at-once"),
      ...one("prep/sound/left-open"),
    ];
    const { checks, counts } = await runClientConformance(silent, { scenarios, claims: ["PREP-RS-12"] });
    expect(checks.map(({ outcome }) => outcome)).toEqual(["fail", "warn", "info", "fail"]);
    expect(counts).toMatchObject({ pass: 0, fail: 2, warn: 1, info: 1, skipped: 0 });
  });

  it("is skipped if the client lacks the ability, with the option that would enable it", async () => {
    const scenarios = [...one("events-query/single/notification"), ...one("prep/resume/replayed"), ...sound];
    const options: ClientRunOptions = {
      scenarios,
      protocols: ["prep"],
      without: ["resume"],
      skip: ["client/prep/sound"],
    };
    const { checks } = await runClientConformance(silent, options);
    expect(checks.map(({ outcome, option }) => [outcome, option])).toEqual([
      ["skipped", "--protocol events-query"],
      ["skipped", "without --without resume"],
      ["skipped", "without --skip"],
    ]);
  });

  it("ignores what the client cannot report", async () => {
    const client = calledClient(async (task, print) => {
      await ownClient(task, (value) => {
        const { notification } = value as { notification?: unknown };
        print(notification ? { notification: {} } : value);
      });
    });
    expect((await resultOf(client))?.outcome).toBe("fail");
    const without = ["event-id", "type", "media-type", "body"] as const;
    expect((await resultOf(client, { scenarios: sound, without }))?.outcome).toBe("pass");
  });

  it("has the requests and responses", async () => {
    const lost = calledClient((task, print) => ownClient(task, (value) => "end" in Object(value) && print(value)));
    const [exchange] = (await resultOf(lost))?.exchanges ?? [];
    expect(exchange?.request).toMatchObject({ method: "GET" });
    expect(exchange?.pieces.map(({ text }) => text).join("")).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*--OUTER-1--\r\n\r\n/,
    );
  });
});

describe("the command", () => {
  async function run(...words: string[]): Promise<{ status: number; out: string; error: string }> {
    const lines: string[] = [];
    const errors: string[] = [];
    const output = { out: (line: string) => void lines.push(line), error: (line: string) => void errors.push(line) };
    return { status: await runCommand(["client", ...words], output), out: lines.join("\n"), error: errors.join("\n") };
  }

  it("exits with 0 if nothing is unexpected", async () => {
    const only = ["--only", "client/prep/sound/stream", "--only", "client/events-query/single"];
    const { status, out } = await run("--verbose", "--batch", ...only, "--", ...node, main, "--batch");
    expect(out).toContain("pass     client/prep/sound/stream");
    expect(status).toBe(0);
  });

  it("exits with 1 if a scenario fails", async () => {
    const words = ["--only", "client/prep/sound/stream", "--", ...script('console.log(\'{"end":"clean"}\')')];
    const { status, out } = await run(...words);
    expect(out).toMatch(
      /fail {5}client\/prep\/sound\/stream[\s\S]*expected: a request; the representation[\s\S]*observed: no request/,
    );
    expect(status).toBe(1);
  });

  it.each([
    [["--list"], 0],
    [["--help"], 0],
    [["--only", "client/nothing", "--", "x"], 2],
    [["--without", "everything", "--", "x"], 2],
    [["--protocol", "smtp", "--", "x"], 2],
    [["--concurrency", "none", "--", "x"], 2],
    [["--new", "--", "x"], 2],
    [["--", "/no/such/client"], 2],
    [["--"], 2],
    [[], 2],
  ])("with %j exits with %i", async (words, status) => {
    const only = words[0] === "--" && words.length > 1 ? ["--only", "client/prep/sound/stream"] : [];
    expect((await run(...only, ...words)).status).toBe(status);
  });

  it("lists the requested scenarios", async () => {
    const { out } = await run("--list", "--only", "client/prep/resume");
    expect(out.split("\n")).toHaveLength(3);
    expect(out).toContain("client/prep/resume/replayed  [ours: PREP-RS-7, PREP-RS-11]  takes the first notifications");
  });
});
