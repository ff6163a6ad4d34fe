import { expect } from "vitest";
import { boundaryIn, type Check } from "./check.ts";

const withState = { state: { Accept: "text/plain" }, events: { Accept: "application/json" } };

/** HTTP Events Query. */
export const eventsQuery: readonly Check[] = [
  {
    id: "head-at-once",
    title: "the head comes at once, though no byte of content is there (EQ-ST-1, EQ-ST-2)",
    async run(client, note) {
      await client.put(note, "x");
      const stream = await client.query(note, "application/json-seq", { events: {} });
      await stream.untilHead();
      expect(stream.status).toBe(200);
      expect(stream.field("Content-Type")).toBe("application/json-seq");
      expect(stream.field("Events")).toBe("duration=600");
      expect(stream.field("Incremental")).toBe("?1");
      expect(stream.field("Cache-Control")).toBe("no-store, no-transform");
      expect(stream.field("Vary")).toBe("Accept, Content-Type, Last-Event-ID");
      expect(stream.field("Accept-Query")).toBe('"application/json", "example/events-query"');
      expect(stream.field("Event-ID")).toBeDefined();
      expect(stream.fields("Date")).toHaveLength(1);
      expect(stream.content).toBe("");
      await client.put(note, "y");
      await stream.until(({ content }) => content.startsWith('\x1e{"published"') && content.endsWith("}\n"));
    },
  },
  {
    id: "http",
    title: "application/http: representation and notifications as messages (EQ-RP-1, EQ-ST-4, EQ-ST-5)",
    async run(client, note) {
      await client.put(note, "one\n");
      const stream = await client.query(note, "application/http", withState);
      await stream.untilContent("one\n");
      expect(stream.field("Content-Type")).toBe("application/http");
      const put = await client.put(note, "two\n");
      await stream.untilContent('"update"');
      const [representation, notification] = stream.content.split(/(?=HTTP\/1\.1 )/);
      expect(representation).toMatch(
        /^HTTP\/1\.1 200 OK\r\n[\s\S]*Content-Type: text\/plain\r\nContent-Length: 4\r\n\r\none\n$/,
      );
      const [head = "", body = ""] = notification?.split("\r\n\r\n") ?? [];
      expect(head).toBe(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`);
      expect(JSON.parse(body)).toMatchObject({ "event-id": put.field("Event-ID"), etag: put.field("ETag") });
    },
  },
  {
    id: "mixed",
    title: "multipart/mixed: closed after the delete notification (EQ-ST-7, EQ-ST-8)",
    async run(client, note) {
      await client.put(note, "one");
      const stream = await client.query(note, "multipart/mixed", withState);
      await stream.untilHead();
      const boundary = boundaryIn(stream.field("Content-Type"));
      const beginning = `--${boundary}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\none\r\n--${boundary}`;
      await stream.until(({ content }) => content === beginning, beginning);
      const removed = await client.exchange("DELETE", note);
      await stream.untilComplete();
      const [fields, body = ""] = stream.content.split(`--${boundary}`)[2]?.split("\r\n\r\n") ?? [];
      expect(fields).toBe(`\r\nContent-Type: application/json\r\nContent-Length: ${body.length - 2}`);
      expect(JSON.parse(body)).toMatchObject({ type: "delete", "event-id": removed.field("Event-ID") });
      expect(stream.content.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
    },
  },
  {
    id: "json-seq",
    title: "application/json-seq: the representation is the first item, and JSON (EQ-ST-6, EQ-RP-4)",
    async run(client, note) {
      await client.put(note, '{"a":1}', "application/json");
      const stream = await client.query(note, "application/json-seq", { state: {}, events: {} });
      await stream.untilContent('\x1e{"a":1}\n');
      await client.put(note, '{"a":2}', "application/json");
      await stream.until(({ content }) => content.includes('\n\x1e{"published"') && content.endsWith("}\n"));
      const refused = await client.query("/notes/welcome", "application/json-seq", { state: {}, events: {} });
      await refused.untilComplete();
      expect(refused.status).toBe(406);
      expect(JSON.parse(refused.content)).toMatchObject({ code: "representation-not-json" });
    },
  },
  {
    id: "single",
    title: "a single notification is the whole answer (EQ-SN-1, EQ-SN-2, EQ-SN-3)",
    async run(client, note) {
      await client.put(note, "x");
      const answer = await client.query(note, "application/json", {});
      await answer.untilHead();
      expect(answer.field("Content-Type")).toBe("application/json");
      expect(answer.content).toBe("");
      const put = await client.put(note, "y");
      await answer.untilComplete();
      expect(JSON.parse(answer.content)).toMatchObject({ type: "update", "event-id": put.field("Event-ID") });
    },
  },
  {
    id: "duration",
    title: "a duration that is over ends each encapsulation cleanly (EQ-EV-3, EQ-EV-4, EQ-ST-9)",
    async run(client) {
      const streams = await Promise.all(
        (
          [
            ["multipart/mixed", { events: {} }, /^--(\w+)--\r\n$/],
            ["application/http", { events: {} }, /^$/],
            ["application/json-seq", { events: {} }, /^$/],
            ["application/json", {}, /^$/],
          ] as const
        ).map(async ([accept, content, end]) => {
          const stream = await client.query("/notes/welcome", accept, content, { Events: "duration=0.25" });
          return { stream: await stream.untilComplete(), end };
        }),
      );
      for (const { stream, end } of streams) {
        expect(stream.field("Events")).toBe("duration=0.25");
        expect(stream.content).toMatch(end);
      }
    },
  },
  {
    id: "conditional",
    title: "a state that is not modified leaves the stream as it is (EQ-RP-3)",
    async run(client, note) {
      const put = await client.put(note, "same");
      const etag = put.field("ETag") ?? "";
      const content = { state: { "If-None-Match": etag }, events: {} };
      const http = await client.query(note, "application/http", content);
      await http.untilContent(/^HTTP\/1\.1 304 Not Modified\r\n[\s\S]*\r\n\r\n$/);
      expect(http.content).toContain(`ETag: ${etag}\r\n`);
      const mixed = await client.query(note, "multipart/mixed", content);
      await mixed.untilContent(/^--\w+\r\n\r\n\r\n--\w+$/);
    },
  },
  {
    id: "no-representation",
    title: "no representation, no notifications: the answer is that error (EQ-RP-2)",
    async run(client, note) {
      for (const [target, accept, status] of [
        ["/notes/welcome", "image/png", 406],
        [note, "*/*", 404],
      ] as const) {
        const answer = await client.query(target, "*/*", { state: { Accept: accept }, events: {} });
        await answer.untilComplete();
        expect(answer.status).toBe(status);
        expect(answer.field("Content-Type")).toBe("application/problem+json");
        expect(answer.field("Events")).toBeUndefined();
      }
    },
  },
  {
    id: "query-resume",
    title: "Last-Event-ID resumes a stream, and answers a single notification at once (EQ-DM-4, EQ-RP-5)",
    async run(client, note) {
      const first = (await client.put(note, "1")).field("Event-ID") ?? "";
      const second = (await client.put(note, "2")).field("Event-ID") ?? "";
      const stream = await client.query(note, "application/json-seq", { events: { "Last-Event-ID": first } });
      await stream.untilContent(second);
      expect(stream.field("Event-ID")).toBe(first);
      const single = await client.query(note, "application/json", {}, { "Last-Event-ID": first });
      await single.untilComplete();
      expect(JSON.parse(single.content)).toMatchObject({ "event-id": second });
      const unknown = await client.query(note, "multipart/mixed", { events: {} }, { "Last-Event-ID": "unknown" });
      await unknown.untilContent(/^--\w+$/);
      expect(unknown.field("Event-ID")).toBe(second);
    },
  },
  {
    id: "query-refused",
    title: "what can't be served is a problem, by status and code (EQ-RQ-2)",
    async run(client) {
      const json = { "Content-Type": "application/json" };
      for (const [status, fields, content] of [
        [400, {}, "{}"],
        [400, { "Content-Type": "not a media type" }, "{}"],
        [400, json, "{"],
        [406, { ...json, Accept: "image/png" }, '{"events":{}}'],
        [413, json, `{"x":"${"x".repeat(20_000)}"}`],
        [415, { "Content-Type": "text/plain" }, "{}"],
        [422, json, '{"state":{}}'],
      ] as const) {
        const answer = await client.exchange("QUERY", "/notes/welcome", fields, content);
        expect(answer.status, content.slice(0, 40)).toBe(status);
        expect(answer.field("Content-Type")).toBe("application/problem+json");
        expect(answer.field("Events")).toBeUndefined();
        expect(answer.field("Access-Control-Allow-Origin")).toBe("*");
        if (status === 415) expect(answer.field("Accept-Query")).toBe('"application/json", "example/events-query"');
        expect(JSON.parse(answer.content)).toMatchObject({ status, code: expect.any(String) });
      }
    },
  },
];
