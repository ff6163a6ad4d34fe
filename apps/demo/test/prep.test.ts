import { describe, expect, it } from "vitest";
import { boundaryIn, useDemo } from "./demo.ts";

const demo = useDemo();
const prep = { "Accept-Events": '"prep"' };

/** The boundary of the digest inside. */
const innerOf = (content: string) => boundaryIn(/Content-Type: (multipart\/digest;.*)\r\n/.exec(content)?.[1]);

describe("a plain GET", () => {
  it("tells what the resource offers (PREP-DI-1, PREP-DI-2, PREP-DI-3, EQ-DI-1)", async () => {
    const answer = await demo.exchange("GET", "/notes/welcome");
    expect(answer.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.field("Accept-Events")).toMatch(/^"prep";accept=\("message\/rfc822"/);
    expect(answer.field("Accept-Query")).toBe('"application/json", "example/events-query"');
    expect(answer.field("Vary")).toMatch(/\bAccept-Events\b/);
    expect(answer.field("Events")).toBeUndefined();
    expect(answer.content).toBe("Hello World!\n");
  });

  it("is not changed by an Accept-Events that does not parse, or names other protocols (PREP-AE-3)", async () => {
    for (const field of ['"prep', '"solid"', "7", '"prep";q=0', '"prep";q=2']) {
      const answer = await demo.exchange("GET", "/notes/welcome", { "Accept-Events": field });
      expect(answer.field("Events"), field).toBeUndefined();
      expect(answer.content, field).toBe("Hello World!\n");
    }
  });

  it("says by HEAD what it would say, and never subscribes (PREP-AE-9, PREP-EV-6)", async () => {
    const answer = await demo.exchange("HEAD", "/notes/welcome", prep);
    expect(answer.field("Accept-Events")).toMatch(/^"prep"/);
    expect(answer.field("Events")).toBeUndefined();
    expect(answer.content).toBe("");
  });
});

describe("a GET that asks for notifications", () => {
  it("gets the note, then a notification for each mutation, byte for byte (PREP-RS-1 to PREP-RS-9, PREP-MS-3)", async () => {
    await demo.put("/notes/bytes", '{"a":1}', "application/json");
    const stream = await demo.open("GET", "/notes/bytes", {
      "Accept-Events": '"prep";accept=("message/rfc822";delta="application/merge-patch+json")',
    });
    await stream.untilContent(/multipart\/digest.*\r\n\r\n--\w+$/);
    const outer = boundaryIn(stream.field("Content-Type"));
    const inner = innerOf(stream.content);
    expect(stream.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stream.field("Content-Type")).toBe(`multipart/mixed; boundary="${outer}"`);
    expect(stream.field("Events")).toBe('protocol="prep", status=200, expires=600');
    expect(stream.field("Incremental")).toBe("?1");
    expect(stream.field("Cache-Control")).toBe("no-store, no-transform");
    expect(stream.field("X-Accel-Buffering")).toBe("no");
    expect(stream.field("Date")).toBeDefined();
    expect(stream.field("Last-Modified")).toBeDefined();
    expect(outer).not.toBe(inner);

    const put = await demo.put("/notes/bytes", '{"a":2}', "application/json");
    await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
    const patch = await demo.exchange(
      "PATCH",
      "/notes/bytes",
      { "Content-Type": "application/merge-patch+json" },
      '{"a":3}',
    );
    await stream.untilContent(`Event-ID: ${patch.field("Event-ID")}`);
    const removed = await demo.exchange("DELETE", "/notes/bytes");
    await stream.until(({ complete }) => complete);

    const dates = [...stream.content.matchAll(/^Date: (.*)\r$/gm)].map(([, date]) => date);
    expect(stream.content).toBe(
      [
        `--${outer}`,
        "Content-Length: 7",
        "Content-Type: application/json",
        "",
        '{"a":1}',
        `--${outer}`,
        `Content-Type: multipart/digest; boundary="${inner}"`,
        "",
        `--${inner}`,
        "",
        "Method: PUT",
        `Date: ${dates[0]}`,
        `Event-ID: ${put.field("Event-ID")}`,
        `ETag: ${put.field("ETag")}`,
        "",
        "",
        `--${inner}`,
        "",
        "Method: PATCH",
        `Date: ${dates[1]}`,
        `Event-ID: ${patch.field("Event-ID")}`,
        `ETag: ${patch.field("ETag")}`,
        "Content-Type: application/merge-patch+json",
        "",
        '{"a":3}',
        `--${inner}`,
        "",
        "Method: DELETE",
        `Date: ${dates[2]}`,
        `Event-ID: ${removed.field("Event-ID")}`,
        "",
        "",
        `--${inner}--`,
        `--${outer}--`,
        "",
      ].join("\r\n"),
    );
    // A reader never waits for the next chunk to know that a notification is whole (PREP-RS-8).
    for (const chunk of stream.chunks.slice(1, -1)) expect(chunk).toMatch(new RegExp(`--${inner}(--\\r\\n)?`));
  });

  it("gets other forms where it asks for them", async () => {
    await demo.put("/notes/forms", "one");
    for (const [accept, expected] of [
      ["application/json", /"type":"update","method":"PUT"/],
      ["application/ld\\+json", /"type":"Update"/],
      ["application/activity\\+json", /"@context":"https:\/\/www.w3.org\/ns\/activitystreams"/],
    ] as const) {
      const type = accept.replace("\\", "");
      const stream = await demo.open("GET", "/notes/forms", { "Accept-Events": `"prep";accept=("${type}")` });
      await stream.untilContent("multipart/digest");
      await demo.put("/notes/forms", type);
      await stream.untilContent(expected);
      expect(stream.content).toMatch(new RegExp(`\\r\\nContent-Type: ${accept}\\r\\n\\r\\n\\{`));
    }
  });

  it("is answered plainly where it can't be served, and told why (PREP-NO-3, PREP-NO-4)", async () => {
    for (const [target, field, status] of [
      ["/notes/welcome", '"prep";accept="image/png"', 406],
      ["/notes/welcome", '"prep";accept=7', 400],
      ["/notes/welcome", '"prep";accept=("message/rfc822";q=0)', 406],
      ["/notes/nowhere", '"prep"', 412],
    ] as const) {
      const answer = await demo.exchange("GET", target, { "Accept-Events": field });
      expect(answer.field("Events"), field).toBe(`protocol="prep", status=${status}`);
      expect(answer.head, field).toMatch(status === 412 ? /^HTTP\/1\.1 404 / : /^HTTP\/1\.1 200 /);
      expect(answer.field("Vary"), field).toMatch(/Accept-Events/);
    }
  });

  it("falls back from an item that can't be served to the next (PREP-AE-4)", async () => {
    const field = '"prep";accept="image/png", "PREP";accept=application/json;q=0.5';
    const stream = await demo.open("GET", "/notes/welcome", { "Accept-Events": field });
    await stream.untilContent("multipart/digest");
    expect(stream.field("Events")).toMatch(/status=200/);
  });
});

describe("Last-Event-ID", () => {
  it("resumes, and tells that it did (PREP-RS-7, PREP-RS-11)", async () => {
    const first = await demo.put("/notes/resume", "1");
    const second = await demo.put("/notes/resume", "2");
    const third = await demo.put("/notes/resume", "3");
    const id = first.field("Event-ID") ?? "";
    const stream = await demo.open("GET", "/notes/resume", { ...prep, "Last-Event-ID": id });
    await stream.untilContent(`Event-ID: ${third.field("Event-ID")}`);
    expect(stream.field("Event-ID")).toBe(id);
    expect(stream.field("Vary")).toMatch(/Accept-Events, Last-Event-ID/);
    const ids = [...stream.content.matchAll(/^Event-ID: (.*)\r$/gm)].map(([, eventId]) => eventId);
    expect(ids).toEqual([second.field("Event-ID"), third.field("Event-ID")]);
    expect(stream.content).toMatch(/^--\w+\r\nContent-Type: text\/plain\r\n\r\n\r\n--/);
  });

  it("leaves the body out for the newest event and for `*`, and not for an unknown one (PREP-RS-6, PREP-RS-7)", async () => {
    const { "Event-ID": newest } = { "Event-ID": (await demo.put("/notes/newest", "here")).field("Event-ID") ?? "" };
    for (const [id, shown] of [
      [newest, false],
      ["*", false],
      ["of-another-life", true],
      [(await demo.put("/notes/another", "x")).field("Event-ID") ?? "", true],
    ] as const) {
      const stream = await demo.open("GET", "/notes/newest", { ...prep, "Last-Event-ID": id });
      await stream.untilContent("multipart/digest");
      expect(stream.content.includes("here"), id).toBe(shown);
      expect(stream.field("Event-ID"), id).toBe(newest);
    }
  });
});

describe("the collection", () => {
  it("is told of its notes, and outlives them (NF-6, PREP-MS-5)", async () => {
    const stream = await demo.open("GET", "/notes/", prep);
    await stream.untilContent("multipart/digest");
    const posted = await demo.exchange("POST", "/notes/", { "Content-Type": "text/plain" }, "new");
    const location = posted.field("Location") ?? "";
    await stream.untilContent(new RegExp(`Method: POST\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
    expect(stream.content).toContain(`Event-ID: ${posted.field("Event-ID")}`);
    await demo.put(location, "changed");
    await stream.untilContent(new RegExp(`Method: PUT\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
    await demo.exchange("DELETE", location);
    await stream.untilContent(new RegExp(`Method: DELETE\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
    expect(stream.complete).toBe(false);
  });
});

describe("one note under several names", () => {
  it("ignores the query component, and percent-encoding that says nothing", async () => {
    const stream = await demo.open("GET", "/notes/w%65lcome?x=1", prep);
    await stream.untilContent("multipart/digest");
    await demo.put("/notes/welcome?y=2", "the same");
    await stream.untilContent("Method: PUT");
  });
});
