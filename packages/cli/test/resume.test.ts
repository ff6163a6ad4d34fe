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

describe("a server that is killed and started again", () => {
  it.each([
    [["--protocol", "prep"]],
    [["--protocol", "events-query"]],
    [["--encapsulation", "application/http"]],
    [["--encapsulation", "application/json-seq", "--no-representation"]],
  ])("costs no event where its log is kept, by %j", async (words) => {
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
    expect(watching.stderr()).toMatch(/; trying again\nFollowing .*, from where it was\n/);
  });

  it("may only have fallen silent: the place is kept", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const watching = start(["watch", resource.url, ...quick, "--silence", "0.3", "--json", "--count", "2"]);
    await watching.until("Following");
    const first = await resource.happen();
    await watching.until(/Nothing came for 0.3 seconds[\s\S]*from where it was/);
    const second = await resource.happen();
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(tagsOf(watching.lines())).toEqual([first, second]);
  });

  it("is told of where history was lost", async () => {
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
    expect(text.stdout()).toContain("history was lost: events before this may be missing");
    expect(gaps.stdout()).toMatch(/ gap {2}history was lost/);
    for (const one of [json, events]) expect(one.lines().flatMap(schemaErrors)).toEqual([]);
  });

  it("is given up after the attempts that it was given", async () => {
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
    expect(cut.stderr()).toMatch(/\nresource-events: The connection was lost: [^\n]*\. Run it again to go on/);
  });

  it("is waited for from the beginning where that is asked for", async () => {
    const resource = await useRestartable({ keepsLog: true });
    await resource.kill();
    const watching = start(["watch", resource.url, ...quick, "--attempts", "forever"]);
    await watching.until("trying again");
    await resource.start();
    await watching.until("count 0");
  });
});

describe("--resume-file", () => {
  it("goes on where the last run ended: each event once, however that was ended", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const file = join(folder, "place");
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
    expect(readdirSync(folder)).toEqual(["place"]);
  });

  it("is never ahead of what was printed, also for a process that is killed", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const file = join(folder, "place");
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

  it("keeps the place also where nothing was printed yet, and is not put in place of a link", async () => {
    const resource = await useRestartable({ keepsLog: true });
    await resource.happen();
    const file = join(folder, "place");
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
    ["holds something else", (file: string) => writeFileSync(file, "two\nlines"), "holds no event id"],
    ["is no file", () => {}, "can't be read: EISDIR"],
    ["can't be written", () => {}, "can't be written: ENOENT"],
  ])("is refused at once where it %s", async (name, prepare, message) => {
    const file =
      { "is no file": folder, "can't be written": join(folder, "missing", "place") }[name] ?? join(folder, "place");
    prepare(file);
    const { code, stdout, stderr } = await run(["watch", "http://127.0.0.1:9/", "--resume-file", file]);
    expect({ code, stdout }).toEqual({ code: 9, stdout: "" });
    expect(stderr).toMatch(/^resource-events: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  it("ends the command where it can't be kept any more", async () => {
    const resource = await useRestartable({ keepsLog: true });
    const inner = join(folder, "inner");
    mkdirSync(inner);
    const watching = start(["watch", resource.url, "--json", "--resume-file", join(inner, "place")]);
    await watching.until("representation");
    while (!existsSync(join(inner, "place"))) await new Promise((resolve) => setImmediate(resolve));
    rmSync(inner, { recursive: true });
    await resource.happen();
    expect((await watching.ended).code).toBe(9);
    expect(watching.stderr()).toMatch(/\nresource-events: The resume file .* can't be written: ENOENT\n$/);
  });
});
