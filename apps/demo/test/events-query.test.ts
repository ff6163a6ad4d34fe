import { describe, expect, it } from "vitest";
import { boundaryIn, useDemo } from "./demo.ts";

const demo = useDemo();
const json = { "Content-Type": "application/json" };
const yaml = { "Content-Type": "example/events-query" };

const query = (target: string, fields: Record<string, string>, content: string) =>
  demo.open("QUERY", target, fields, content);

describe("a stream with the representation (EQ-RP-1)", () => {
  const subscription = '{"state":{"Accept":"text/plain"},"events":{"Accept":"application/json"}}';

  it("in application/http (EQ-ST-1, EQ-ST-5)", async () => {
    await demo.put("/notes/http", "one\n");
    const stream = await query("/notes/http", { ...json, Accept: "application/http" }, subscription);
    await stream.untilContent("one\n");
    expect(stream.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(stream.field("Content-Type")).toBe("application/http");
    expect(stream.field("Events")).toBe("duration=600");
    expect(stream.field("Incremental")).toBe("?1");
    expect(stream.field("Vary")).toBe("Accept, Content-Type, Last-Event-ID");
    expect(stream.field("Accept-Query")).toBe('"application/json", "example/events-query"');
    expect(stream.field("Accept-Events")).toBeUndefined();
    const put = await demo.put("/notes/http", "two\n");
    await stream.untilContent('"update"');
    const [representation, notification] = stream.content.split(/(?=HTTP\/1\.1 )/);
    expect(representation).toMatch(
      /^HTTP\/1\.1 200 OK\r\n[\s\S]*Content-Type: text\/plain\r\nContent-Length: 4\r\n\r\none\n$/,
    );
    const [head = "", body = ""] = notification?.split("\r\n\r\n") ?? [];
    expect(head).toBe(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`);
    expect(JSON.parse(body)).toEqual({
      published: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      "event-id": put.field("Event-ID"),
      type: "update",
      method: "PUT",
      etag: put.field("ETag"),
    });
  });

  it("in multipart/mixed, closed after the delete notification (EQ-ST-7, EQ-ST-8)", async () => {
    await demo.put("/notes/mixed", "one");
    const stream = await query("/notes/mixed", { ...json, Accept: "multipart/mixed" }, subscription);
    const boundary = () => boundaryIn(stream.field("Content-Type"));
    await stream.until(({ content }) => content.endsWith(`one\r\n--${boundary()}`));
    expect(stream.content).toBe(
      `--${boundary()}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\none\r\n--${boundary()}`,
    );
    const removed = await demo.exchange("DELETE", "/notes/mixed");
    await stream.until(({ complete }) => complete);
    const part = stream.content.split(`--${boundary()}`)[2] ?? "";
    const [fields, body = ""] = part.split("\r\n\r\n");
    expect(fields).toBe(`\r\nContent-Type: application/json\r\nContent-Length: ${body.length - 2}`);
    expect(JSON.parse(body)).toMatchObject({ type: "delete", "event-id": removed.field("Event-ID") });
    expect(stream.content.endsWith(`\r\n--${boundary()}--\r\n`)).toBe(true);
  });

  it("in application/json-seq, where it must be JSON (EQ-ST-6, EQ-RP-4)", async () => {
    const fields = { ...json, Accept: "application/json-seq" };
    await demo.put("/notes/seq", '{"a":1}', "application/json");
    const stream = await query("/notes/seq", fields, '{"state":{},"events":{}}');
    await stream.untilContent('\x1e{"a":1}\n');
    await demo.put("/notes/seq", '{"a":2}', "application/json");
    await stream.untilContent(/\n.\{"published".*\}\n$/);
    const refused = await query("/notes/welcome", fields, '{"state":{},"events":{}}');
    await refused.untilContent("representation-not-json");
    expect(refused.head).toMatch(/^HTTP\/1\.1 406 /);
    expect(refused.field("Access-Control-Allow-Origin")).toBe("*");
    expect(refused.field("Events")).toBeUndefined();
  });

  it("gives way to another encapsulation where the representation is no JSON (EQ-ST-3)", async () => {
    const fields = { ...json, Accept: "application/json-seq, multipart/mixed;q=0.1" };
    const stream = await query("/notes/welcome", fields, '{"state":{},"events":{}}');
    await stream.untilContent("Hello World!");
    expect(stream.field("Content-Type")).toMatch(/^multipart\/mixed/);
  });

  it("negotiated by the fields in state, conditional or not (EQ-RP-2, EQ-RP-3)", async () => {
    const put = await demo.put("/notes/conditional", "same");
    const etag = put.field("ETag") ?? "";
    const content = JSON.stringify({ state: { "If-None-Match": etag }, events: {} });
    const http = await query("/notes/conditional", { ...json, Accept: "application/http" }, content);
    await http.untilContent(/^HTTP\/1\.1 304 Not Modified\r\n[\s\S]*\r\n\r\n$/);
    expect(http.content).toContain(`ETag: ${etag}\r\n`);
    const mixed = await query("/notes/conditional", { ...json, Accept: "multipart/mixed" }, content);
    await mixed.untilContent(/^--\w+\r\n\r\n\r\n--\w+$/);
    const unacceptable = await query("/notes/conditional", json, '{"state":{"Accept":"image/png"},"events":{}}');
    await unacceptable.until(({ head, text }) => text.length > head.length + 4);
    expect(unacceptable.head).toMatch(/^HTTP\/1\.1 406 /);
    expect(unacceptable.field("Accept-Events")).toBeUndefined();
    const absent = await query("/notes/nowhere", json, '{"state":{},"events":{}}');
    await absent.until(({ head, text }) => text.length > head.length + 4);
    expect(absent.head).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe("the drafts' own subscriptions", () => {
  const placeholder = { ...yaml, Accept: "multipart/mixed", Events: "duration=0" };

  it("to events", async () => {
    await demo.put("/notes/draft", "x");
    const stream = await query("/notes/draft", placeholder, "events:\n  Accept: example/event-notification\n");
    await stream.untilContent(/^--\w+$/);
    expect(stream.field("Events")).toBe("duration=600");
    const put = await demo.put("/notes/draft", "y");
    await stream.untilContent(
      new RegExp(
        `Content-Type: example/event-notification\\r\\nContent-Length: \\d+\\r\\n\\r\\npublished: .*\\nevent-id: ${put.field("Event-ID")}\\ntype: update\\n`,
      ),
    );
  });

  it("to the state as HTML and events", async () => {
    await demo.put("/notes/page", "<p>Hello</p>", "text/html");
    const content = "state:\n  Accept: text/html\nevents:\n  Accept: example/event-notification\n";
    for (const accept of ["application/http", "multipart/mixed"]) {
      const stream = await query("/notes/page", { ...placeholder, Accept: accept }, content);
      await stream.untilContent("<p>Hello</p>");
      await demo.put("/notes/page", `<p>Hello</p>`, "text/html");
      await stream.untilContent("type: update");
    }
  });

  it("to JSON events by @context", async () => {
    await demo.put("/notes/context", "x");
    const fields = { ...placeholder, Accept: "application/json-seq" };
    const stream = await query("/notes/context", fields, "events:\n  @context: activity+json\n");
    await stream.until(({ text }) => text.includes("\r\n\r\n"));
    await demo.put("/notes/context", "y");
    await stream.untilContent(/^.\{"@context":"https:\/\/www.w3.org\/ns\/activitystreams".*"type":"Update".*\}\n$/);
    expect(stream.content.startsWith("\x1e")).toBe(true);
  });

  it("to a single notification", async () => {
    await demo.put("/notes/single", "x");
    const fields = { ...yaml, Accept: "example/event-notification", Events: "duration=0" };
    const stream = await query("/notes/single", fields, "---\n");
    await stream.until(({ text }) => text.includes("\r\n\r\n"));
    expect(stream.field("Content-Type")).toBe("example/event-notification");
    expect(stream.field("Incremental")).toBe("?1");
    await demo.put("/notes/single", "y");
    await stream.until(({ complete }) => complete);
    expect(stream.content).toMatch(/^published: .*\nevent-id: .*\ntype: update\n$/);
  });
});

describe("a duration", () => {
  it("that is over ends each encapsulation cleanly (EQ-ST-9, EQ-SN-3)", async () => {
    for (const [accept, content, end] of [
      ["multipart/mixed", '{"events":{}}', /^--(\w+)--\r\n$/],
      ["application/http", '{"events":{}}', /^$/],
      ["application/json-seq", '{"events":{}}', /^$/],
      ["application/json", "{}", /^$/],
    ] as const) {
      const stream = await query("/notes/welcome", { ...json, Accept: accept, Events: "duration=0.25" }, content);
      await stream.until(({ complete }) => complete);
      expect(stream.field("Events"), accept).toBe("duration=0.25");
      expect(stream.content, accept).toMatch(end);
    }
  });

  it("is granted up to the maximum (EQ-EV-1, EQ-EV-3)", async () => {
    for (const [wish, granted] of [
      ["duration=1.5", "1.5"],
      ["duration=99999", "3600"],
      ["duration=-3", "600"],
      ["duration=?1", "600"],
      ["nonsense=", "600"],
      ['duration=7;x=1, other="y"', "7"],
    ]) {
      const stream = await query("/notes/welcome", { ...json, Events: wish ?? "" }, '{"events":{}}');
      await stream.until(({ text }) => text.includes("\r\n\r\n"));
      expect(stream.field("Events"), wish).toBe(`duration=${granted}`);
    }
  });
});

describe("Last-Event-ID (EQ-DM-4)", () => {
  it("resumes a stream, and answers a single notification at once", async () => {
    const first = (await demo.put("/notes/again", "1")).field("Event-ID") ?? "";
    const second = (await demo.put("/notes/again", "2")).field("Event-ID") ?? "";
    const stream = await query(
      "/notes/again",
      { ...json, "Last-Event-ID": "overruled" },
      `{"events":{"Last-Event-ID":"${first}"}}`,
    );
    await stream.untilContent(second);
    expect(stream.field("Event-ID")).toBe(first);
    const single = await query("/notes/again", { ...json, "Last-Event-ID": first }, "{}");
    await single.until(({ complete }) => complete);
    expect(JSON.parse(single.content)).toMatchObject({ "event-id": second });
    const unknown = await query("/notes/again", { ...json, "Last-Event-ID": "unknown" }, '{"events":{}}');
    await unknown.until(({ text }) => text.includes("\r\n\r\n"));
    expect(unknown.field("Event-ID")).toBe(second);
  });

  it("meets a deletion once, and goes on after it (NF-6)", async () => {
    const first = (await demo.put("/notes/phoenix", "1")).field("Event-ID") ?? "";
    const removed = (await demo.exchange("DELETE", "/notes/phoenix")).field("Event-ID") ?? "";
    const again = (await demo.put("/notes/phoenix", "2")).field("Event-ID") ?? "";
    const meeting = await query(
      "/notes/phoenix",
      { ...json, Accept: "application/json-seq", "Last-Event-ID": first },
      '{"events":{}}',
    );
    await meeting.until(({ complete }) => complete);
    expect(meeting.content).toContain(removed);
    expect(meeting.content).not.toContain(again);
    const after = await query(
      "/notes/phoenix",
      { ...json, Accept: "application/json-seq", "Last-Event-ID": removed },
      '{"events":{}}',
    );
    await after.untilContent(again);
    expect(after.content).toContain('"type":"create"');
  });
});

describe("what can't be served (EQ-RQ-2)", () => {
  it.each([
    [400, {}, "{}"],
    [400, { "Content-Type": "not a media type" }, "{}"],
    [400, json, "{"],
    [400, json, "\xff"],
    [400, yaml, "events: [1"],
    [400, yaml, "events: &a {}"],
    [406, { ...json, Accept: "image/png" }, '{"events":{}}'],
    [406, { ...json, Accept: "application/json-seq" }, '{"events":{"Accept":"message/rfc822"}}'],
    [406, { ...json, Accept: "image/png" }, "{}"],
    [413, json, `{"x":"${"x".repeat(20_000)}"}`],
    [415, { "Content-Type": "text/plain" }, "{}"],
    [415, { ...json, "Content-Encoding": "gzip" }, "{}"],
    [422, json, '{"state":{}}'],
    [422, json, '{"events":{"Accept":1}}'],
    [422, json, '{"events":[]}'],
    [422, json, '{"events":{"Accept":"nonsense"}}'],
    [422, json, '{"events":{"Accept":"a/b\\r\\nX: y"}}'],
    [422, yaml, "state: 3"],
  ])("%i for %o and %s", async (status, fields, content) => {
    const answer = await demo.exchange("QUERY", "/notes/welcome", fields as Record<string, string>, content);
    expect(answer.head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.field("Content-Type")).toBe("application/problem+json");
    expect(answer.field("Events")).toBeUndefined();
    expect(answer.field("Access-Control-Allow-Origin")).toBe("*");
    if (status === 415) expect(answer.field("Accept-Query")).toBe('"application/json", "example/events-query"');
    expect(JSON.parse(answer.content)).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) });
  });

  it("405 where QUERY is not offered, with Allow", async () => {
    const answer = await demo.exchange("QUERY", "/", json, "{}");
    expect(answer.head).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer.field("Allow")).toBeDefined();
  });
});
