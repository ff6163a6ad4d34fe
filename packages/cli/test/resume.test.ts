import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useRestartable } from "./restartable.ts";
import { run, start } from "./running.ts";
import { schemaErrors } from "./schema.ts";

const quick = ["--retry-min", "0.01", "--retry-max", "0.05"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "resource-events-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The entity tags that were printed. */
function tagsOf(lines: readonly Record<string, unknown>[]): unknown[] {
  return lines.filter(({ kind }) => kind === "notification").map(({ etag }) => etag);
}

describe("a server that is killed and restarted", () => {
  it.each([
    [["--protocol", "prep"]],
    [["--protocol", "events-query"]],
    [["--encapsulation", "application/http"]],
    [["--encapsulation", "application/json-seq", "--no-representation"]],
  ])("loses no event if its log survives, by %j", async (words) => {
    const resource = await useRestartable({ keepsLog: true });
    const watching = start(["watch", resource.url, ...words, ...quick, "--json", "--count", "9"]);
    await watching.until("Following");
    const happened: string[] = [];
    for (let round = 0; round < 3; round++) {
      happened.push(await resource.happen());
      await watching.until(`"etag":${JSON.stringify(happened.at(-1))}`);
      await resource.kill();
      happened.push(await resource.happen(), await resource.happen());
      await resource.start();
    }
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(tagsOf(watching.lines())).toEqual(happened);
    expect(watching.stderr()).toMatch(/; trying again\nFollowing .*, resuming where it left off\n/);
  });

  it("that only falls silent loses no event either", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const watching = start(["watch", resource.url, ...quick, "--silence", "0.3", "--json", "--count", "2"]);
    await watching.until("Following");
    const first = await resource.happen();
    await watching.until(/Nothing came for 0.3 seconds[\s\S]*resuming where it left off/);
    const second = await resource.happen();
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(tagsOf(watching.lines())).toEqual([first, second]);
  });

  it("is reported if history was lost", async () => {
    const resource = await useRestartable({ keepsLog: false });
    const json = start(["watch", resource.url, ...quick, "--json"]);
    const text = start(["watch", resource.url, ...quick]);
    const events = start(["watch", resource.url, ...quick, "--no-representation", "--json"]);
    const gaps = start(["watch", resource.url, ...quick, "--no-representation"]);
    const all = [json, text, events, gaps];
    await Promise.all(all.map((one) => one.until("Following")));
    await resource.happen();
    await Promise.all(all.map((one) => one.until("update")));
    await resource.kill();
    await resource.start();
    await Promise.all(all.map((one) => one.until(/history/)));
    expect(json.lines().at(-1)).toMatchObject({ kind: "representation", reason: "history-lost", text: "count 1" });
    expect(events.lines().at(-1)).toMatchObject({ kind: "gap", reason: "history-lost" });
    expect(text.stdout()).toContain("the server lost its history: events before this may be missing");
    expect(gaps.stdout()).toMatch(/ gap {2}the server lost its history/);
    for (const one of [json, events]) expect(one.lines().flatMap(schemaErrors)).toEqual([]);
  });

  it("is given up after the maximum number of attempts", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const watching = start(["watch", resource.url, ...quick, "--attempts", "3"]);
    await watching.until("Following");
    await resource.kill();
    expect(await watching.ended).toEqual({ code: 3, signal: null });
    expect(watching.stderr()).toMatch(/\nresource-events: No response: .*ECONNREFUSED[^\n]*\n$/);
    const once = start(["watch", resource.url, "--attempts", "1"]);
    expect((await once.ended).code).toBe(3);

    await resource.start();
    const cut = start(["watch", resource.url, "--attempts", "1", "--retry-min", "1000", "--retry-max", "1000"]);
    await cut.until("Following");
    await resource.kill();
    expect((await cut.ended).code).toBe(6);
    expect(cut.stderr()).toMatch(/\nresource-events: The connection was lost: [^\n]*\. Run the command again/);
  });

  it("is awaited from the beginning with --attempts forever", async () => {
    const resource = await useRestartable({ keepsLog: true });
    await resource.kill();
    const watching = start(["watch", resource.url, ...quick, "--attempts", "forever"]);
    await watching.until("trying again");
    await resource.start();
    await watching.until("count 0");
  });
});

describe("--resume-file", () => {
  it("resumes where the last run ended, however it ended: each event once", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const file = join(folder, "position");
    const seen: unknown[] = [];
    const happened: string[] = [];
    const words = ["watch", resource.url, "--json", "--resume-file", file];
    for (const [round, signal] of (["SIGINT", "SIGTERM", "SIGHUP", undefined] as const).entries()) {
      const watching = start([...words, ...(signal ? [] : ["--count", "3"])]);
      await watching.until("Following");
      if (round === 0) await watching.until("representation");
      happened.push(await resource.happen(), await resource.happen());
      await watching.until(`"etag":${JSON.stringify(happened.at(-1))}`);
      if (signal) watching.child.kill(signal);
      expect(await watching.ended).toEqual(signal ? { code: null, signal } : { code: 0, signal: null });
      seen.push(...tagsOf(watching.lines()));
      const last = watching.lines().at(-1);
      expect(readFileSync(file, "utf8")).toBe(`${last?.["eventId"]}\n`);
      happened.push(await resource.happen()); // while nobody watches
    }
    const rest = await run([...words, "--once"]);
    seen.push(JSON.parse(rest.stdout).etag);
    expect(seen).toEqual(happened);
    expect(readdirSync(folder)).toEqual(["position"]);
  });

  it("is never ahead of the output, even if the process is killed", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const file = join(folder, "position");
    const happened: string[] = [];
    const seen = new Set<unknown>();
    for (let round = 0; round < 4; round++) {
      const watching = start(["watch", resource.url, "--json", "--resume-file", file]);
      await watching.until("Following");
      for (let event = 0; event < 5; event++) happened.push(await resource.happen());
      await watching.until(`"etag":${JSON.stringify(happened.at(-3 + (round % 3)))}`);
      watching.child.kill("SIGKILL");
      await watching.ended;
      const whole = watching.stdout().slice(0, watching.stdout().lastIndexOf("\n"));
      const lines = whole.split("\n").map((line) => JSON.parse(line));
      for (const etag of tagsOf(lines)) seen.add(etag);
      const ids = lines.map(({ eventId }) => eventId);
      if (existsSync(file)) expect([...ids, undefined]).toContain(readFileSync(file, "utf8").trim());
    }
    const last = await resource.happen();
    const rest = start(["watch", resource.url, "--json", "--resume-file", file]);
    await rest.until(`"etag":${JSON.stringify(last)}`);
    for (const etag of tagsOf(rest.lines())) seen.add(etag);
    rest.child.kill("SIGKILL");
    await rest.ended;
    expect([...seen]).toEqual([...happened, last]);
  });

  it("keeps the position even if nothing was printed yet, and does not replace a symbolic link", async () => {
    const resource = await useRestartable({ keepsLog: true });
    await resource.happen();
    const file = join(folder, "position");
    writeFileSync(file, "");
    symlinkSync(file, join(folder, "link"));
    const words = ["watch", resource.url, "--json", "--no-representation", "--resume-file", join(folder, "link")];
    const first = start(words);
    await first.until("Following");
    first.child.kill("SIGINT");
    await first.ended;
    expect(first.stdout()).toBe("");
    expect(readFileSync(file, "utf8")).toMatch(/^\S+\n$/);
    const missed = await resource.happen();
    expect(JSON.parse((await run([...words, "--once"])).stdout)).toMatchObject({ etag: missed });
  });

  it.each([
    ["holds something else", (file: string) => writeFileSync(file, "two\nlines"), "does not contain an event id"],
    ["is not a file", () => {}, "can't be read: EISDIR"],
    ["can't be written", () => {}, "can't be written: ENOENT"],
  ])("is refused at once if it %s", async (name, prepare, message) => {
    const file =
      { "is not a file": folder, "can't be written": join(folder, "missing", "position") }[name] ??
      join(folder, "position");
    prepare(file);
    const { code, stdout, stderr } = await run(["watch", "http://127.0.0.1:9/", "--resume-file", file]);
    expect({ code, stdout }).toEqual({ code: 9, stdout: "" });
    expect(stderr).toMatch(/^resource-events: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  it("ends the command when the file can no longer be written", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const inner = join(folder, "inner");
    mkdirSync(inner);
    const watching = start(["watch", resource.url, "--json", "--resume-file", join(inner, "position")]);
    await watching.until("representation");
    while (!existsSync(join(inner, "position"))) await new Promise((resolve) => setImmediate(resolve));
    rmSync(inner, { recursive: true });
    await resource.happen();
    expect((await watching.ended).code).toBe(9);
    expect(watching.stderr()).toMatch(/\nresource-events: The resume file .* can't be written: ENOENT\n$/);
  });
});
