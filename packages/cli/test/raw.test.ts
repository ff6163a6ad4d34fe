import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { useNotes } from "./notes.ts";
import { recordingProxy } from "./recording-proxy.ts";
import { run, start, startOnTerminal } from "./running.ts";

const notes = useNotes();

const ways: [string, string[]][] = [
  ["PREP", ["--protocol", "prep"]],
  ["multipart/mixed", ["--encapsulation", "multipart/mixed"]],
  ["application/http", ["--encapsulation", "application/http"]],
  ["application/json-seq", ["--encapsulation", "application/json-seq"]],
];

describe("--raw", () => {
  it.each(ways)("prints the bytes that came from the socket, by %s", async (_, words) => {
    const path = await notes.make('{"text":"é\\u0000 \u001f"}', "application/json");
    const proxy = await recordingProxy(notes.origin);
    const watching = start(["watch", proxy.origin + path, "--raw", ...words]);
    await watching.until("text");
    await notes.put(path, '{"text":"again"}', "application/json");
    await notes.send("PATCH", path, "application/merge-patch+json", '{"n":3}');
    await notes.send("DELETE", path);
    expect(await watching.ended).toEqual({ code: 0, signal: null });
    expect(proxy.content().length).toBeGreaterThan(100);
    expect(watching.bytes().equals(proxy.content())).toBe(true);
  });

  it("prints a stream as it arrives", async () => {
    const path = await notes.make("x");
    const watching = start(["watch", notes.origin + path, "--raw", "--quiet"]);
    await watching.until(/multipart\/digest; boundary="\S+"\r\n\r\n--\S+$/m);
    await notes.put(path, "y");
    await watching.until(/Method: PUT\r\n[\s\S]*\r\n--\S+$/);
    watching.child.kill("SIGINT");
    expect(await watching.ended).toEqual({ code: null, signal: "SIGINT" });
  });

  it("prints the content of a single notification", async () => {
    const path = await notes.make("x");
    const first = (await notes.put(path, "1")) ?? "";
    await notes.put(path, "2");
    const words = ["next", notes.origin + path, "--raw", "--last-event-id", first];
    expect(JSON.parse((await run(words)).stdout)).toMatchObject({ method: "PUT" });
    const message = await run([...words, "--color", "--accept", "message/rfc822"]);
    const plain = stripVTControlCharacters(message.stdout);
    expect(plain).toMatch(/^< 200 OK\n(< .*\n)+(: [\w-]+: .*\n)+: \n$/);
  });

  it("marks the parts on a terminal, without colours, too", async () => {
    const path = await notes.make('{"text":"\\u001b"}\n\u001b[31m', "text/plain");
    const shown = startOnTerminal(`watch ${notes.origin}${path} --raw`, { NO_COLOR: "1" });
    await shown.until("multipart/digest");
    await notes.send("DELETE", path);
    await shown.ended;
    const text = shown.stdout().replaceAll("\r\n", "\n");
    const boundaries = Array.from(text.matchAll(/boundary="(.*?)"/g), ([, boundary = ""]) => boundary);
    const plain = boundaries.reduce((shown, boundary) => shown.replaceAll(boundary, "B"), text);
    expect(plain.replaceAll(/(Date|Event-ID): .*/g, "$1")).toMatch(
      new RegExp(
        "^< 200 OK\n(< .*\n)+= --B\n: Content-Length: \\d+\n: Content-Type: text/plain\n: \n" +
          '\\| {"text":"\\\\u001b"}\n\\| ␛\\[31m\n' +
          '= --B\n: Content-Type: multipart/digest; boundary="B"\n: \n' +
          "= --B\n: \n: Method: DELETE\n: Date\n: Event-ID\n: \n\\| \n= --B--\n= --B--\nThe resource was deleted\n$",
      ),
    );
  });

  it("marks them in colours on a terminal, and with --color", async () => {
    const path = await notes.make("content");
    const terminal = startOnTerminal(`watch ${notes.origin}${path} --raw`);
    const pipe = start(["watch", notes.origin + path, "--raw", "--color"]);
    for (const shown of [terminal, pipe]) {
      await shown.until("multipart/digest");
      expect(shown.stdout()).toContain("\u001b[33m= \u001b[0m\u001b[33m--");
      expect(shown.stdout()).toContain("\u001b[36m: \u001b[0m\u001b[36mContent-Type: text/plain\u001b[0m");
      expect(shown.stdout()).toContain("| content");
    }
  });
});
