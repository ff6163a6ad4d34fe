import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { useNotes } from "./notes.ts";
import { run, start } from "./running.ts";
import { schemaErrors } from "./schema.ts";

const notes = useNotes();
const folder = mkdtempSync(join(tmpdir(), "resource-events-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ways: [string, string[]][] = [
  ["PREP", ["--protocol", "prep"]],
  ["PREP in JSON", ["--protocol", "prep", "--accept", "application/json"]],
  ["PREP in ActivityStreams", ["--protocol", "prep", "--accept", "application/activity+json"]],
  ["multipart/mixed", ["--encapsulation", "multipart/mixed"]],
  ["application/http", ["--encapsulation", "application/http", "--accept", "message/rfc822"]],
  ["application/json-seq", ["--encapsulation", "application/json-seq"]],
  ["the placeholder of the drafts", ["--protocol", "events-query", "--accept", "example/event-notification"]],
];

describe("resource-events watch", () => {
  it.each(ways)("shows a note and its events to the end, by %s", async (_, words) => {
    const path = await notes.make('{"n":1}', "application/json");
    const watching = start(["watch", notes.origin + path, ...words]);
    await watching.until("representation");
    await notes.put(path, '{"n":2}', "application/json");
    await watching.until("update");
    await notes.send("DELETE", path);
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    const time = "\\d\\d:\\d\\d:\\d\\d";
    expect(watching.stdout()).toMatch(
      new RegExp(
        `^${time} representation  application/json  7 bytes  .*Event-ID \\S+\n {9}{"n":1}\n` +
          `${time} update(  PUT)?(  ETag \\S+)?  Event-ID \\S+\n${time} delete(  DELETE)?  Event-ID \\S+\n$`,
      ),
    );
    const protocol = words[1] === "prep" ? "PREP" : "HTTP Events Query";
    expect(watching.stderr()).toBe(`Following ${notes.origin}${path} by ${protocol}\nThe resource was deleted\n`);
  });

  it.each(ways)("prints lines of JSON that match the schema, by %s", async (_, words) => {
    const path = await notes.make('{"n":1}', "application/json");
    const url = notes.origin + path;
    const watching = start(["watch", url, ...words, "--json", "--quiet"]);
    await watching.until("representation");
    const put = await notes.put(path, '{"n":2}', "application/json");
    const removed = await notes.send("DELETE", path);
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    const lines = watching.lines();
    expect(lines.flatMap(schemaErrors)).toEqual([]);
    expect(lines).toMatchObject([
      { kind: "representation", reason: "first", status: 200, url, text: '{"n":1}' },
      { kind: "notification", type: "update", eventId: put },
      { kind: "notification", type: "delete", eventId: removed },
    ]);
    expect(watching.stderr()).toBe("");
  });

  it.each([
    ["prep", []],
    ["prep", ["--accept", "application/json"]],
    ["events-query", []],
    ["events-query", ["--accept", "application/json;q=0.5, text/css"]],
  ])("shows deltas by %s %j", async (protocol, words) => {
    const path = await notes.make('{"n":1}', "application/json");
    const url = notes.origin + path;
    const common = ["watch", url, "--protocol", protocol, "--delta", "*/*", ...words, "--once", "--no-representation"];
    const resume = ["--last-event-id", (await notes.put(path, '{"n":2}', "application/json")) ?? ""];
    await notes.send("PATCH", path, "application/merge-patch+json", '{"n":3}');
    const text = await run([...common, ...resume]);
    expect(text.stdout).toMatch(/update {2}PATCH {2}application\/merge-patch\+json {2}ETag .*\n {9}{"n":3}\n$/);
    const [line] = JSON.parse(`[${(await run([...common, ...resume, "--json"])).stdout}]`);
    expect(schemaErrors(line)).toEqual([]);
    expect(line.delta).toEqual({ mediaType: "application/merge-patch+json", text: '{"n":3}' });
  });

  it("shows what happens in a collection", async () => {
    const watching = start(["watch", `${notes.origin}/notes/`, "--no-representation", "--count", "2", "--json"]);
    await watching.until("Following");
    const response = await fetch(`${notes.origin}/notes/`, { method: "POST", body: "child" });
    const child = new URL(response.headers.get("location") ?? "", notes.origin).pathname;
    await notes.send("DELETE", child);
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(watching.lines()).toMatchObject([
      { type: "create", method: "POST", object: child },
      { type: "delete", method: "DELETE", object: child },
    ]);
    const path = await notes.make("x");
    const shown = await run([
      "watch",
      `${notes.origin}/notes/`,
      "--no-representation",
      "--once",
      "--last-event-id",
      String(watching.lines()[1]?.["eventId"]),
    ]);
    expect(shown.stdout).toContain(`update  PUT  ${path}  `);
  });

  it("passes its options on", async () => {
    const path = await notes.make("one\ntwo\nthree\n");
    const url = notes.origin + path;
    const duration = start([
      "watch",
      url,
      "--protocol",
      "events-query",
      "--duration",
      "1",
      "--count",
      "1",
      "--lines",
      "1",
    ]);
    await duration.until("representation");
    expect(duration.stdout()).toMatch(/\n {9}one\n {9}… and 2 more\n$/);
    await notes.put(path, "x");
    expect(await duration.ended).toEqual({ code: 0, signal: null });

    const conditional = start(["watch", url, "--representation", "text/html", "--json"]);
    expect(await conditional.ended).toEqual({ code: 4, signal: null });
    expect(conditional.stderr()).toContain("406");
    const waiting = start(["watch", url, "--after-deletion", "wait", "--retry-min", "0.01", "--retry-max", "0.05"]);
    await waiting.until("representation");
    await notes.send("DELETE", path);
    await waiting.until(/404.*; trying again/);
    await notes.put(path, "it is back");
    await waiting.until(/delete[\s\S]*update/);
    expect(waiting.stderr().match(/404/g)).toHaveLength(1);
  });

  it("says which content is not text, and replaces control characters", async () => {
    const path = await notes.make("\u001b]0;title\u0007\u202eevil\ttab\r\nnext");
    const shown = start(["watch", notes.origin + path]);
    await shown.until("next");
    expect(shown.stdout()).toContain("         ␛]0;title␇<U+202E>evil\ttab\n         next\n");
    const json = start(["watch", notes.origin + path, "--json"]);
    await json.until("next");
    expect(json.stdout()).toContain("\\u202eevil");
    expect(json.lines()[0]).toMatchObject({ text: "\u001b]0;title\u0007\u202eevil\ttab\r\nnext" });

    await fetch(notes.origin + path, {
      method: "PUT",
      headers: { "Content-Type": "image/png" },
      body: Uint8Array.of(137, 255),
    });
    const binary = start(["watch", notes.origin + path, "--json"]);
    await binary.until("representation");
    expect(binary.lines()[0]).toMatchObject({ base64: "if8=" });
    expect(binary.lines().flatMap(schemaErrors)).toEqual([]);
    const text = start(["watch", notes.origin + path]);
    await text.until("representation");
    expect(text.stdout()).toContain("image/png  2 bytes");
    expect(text.stdout()).toContain("(not text)");
  });
});

describe("resource-events next", () => {
  it("waits for one event", async () => {
    const path = await notes.make("x");
    const waiting = start(["next", notes.origin + path, "--json"]);
    while (!notes.stats().subscriptions.byResource.has(path)) await new Promise((resolve) => setImmediate(resolve));
    const eventId = await notes.put(path, "y");
    expect(await waiting.ended).toEqual({ code: 0, signal: null });
    expect(waiting.lines()).toMatchObject([{ kind: "notification", type: "update", eventId, method: "PUT" }]);
    expect(waiting.lines().flatMap(schemaErrors)).toEqual([]);
  });

  it("reports that none came in time", async () => {
    const words = ["next", notes.origin + (await notes.make("x")), "--duration", "0.1"];
    expect(await run(words)).toMatchObject({ code: 8, stdout: "", stderr: "No event within the duration\n" });
    expect(await run([...words, "--quiet"])).toMatchObject({ code: 8, stdout: "", stderr: "" });
  });

  it("prints past events one by one with a resume file, each once", async () => {
    const path = await notes.make("x");
    const words = ["next", notes.origin + path, "--json", "--duration", "0.1", "--resume-file", join(folder, "next")];
    const events = [await notes.put(path, "1"), await notes.put(path, "2"), await notes.put(path, "3")];
    writeFileSync(join(folder, "next"), `${events[0]}\n`);
    for (const eventId of events.slice(1)) expect(JSON.parse((await run(words)).stdout)).toMatchObject({ eventId });
    expect((await run(words)).code).toBe(8);
  });
});

describe("resource-events discover", () => {
  it("shows what a resource offers", async () => {
    const text = await run(["discover", `${notes.origin}/notes/`]);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toMatch(
      /^http.*\n {2}PREP +message\/rfc822 .*deltas: .*[\s\S]*\n {2}Events Query +application\/json\n/,
    );
    const json = await run(["discover", `${notes.origin}/notes/`, "--json"]);
    const line = JSON.parse(json.stdout);
    expect(schemaErrors(line)).toEqual([]);
    expect(line).toMatchObject({ kind: "discovery", protocols: ["prep", "events-query"] });
    expect(line.prep[0]).toMatchObject({
      mediaType: "message/rfc822",
      deltas: expect.arrayContaining(["application/json-patch+json"]),
    });
  });
});
