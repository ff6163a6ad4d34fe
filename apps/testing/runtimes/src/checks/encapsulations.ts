import { expect } from "vitest";
import { acceptQuery, boundaryIn, type Check, expectOk } from "./check.ts";

const withState = { state: { Accept: "text/plain" }, events: { Accept: "application/json" } };

/** What the responses of HTTP Events Query look like. */
export const encapsulations: readonly Check[] = [
  {
    id: "head-at-once",
    title: "the head comes at once, before any byte of content (EQ-ST-1, EQ-ST-2)",
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
      expect(stream.field("Accept-Query")).toBe(acceptQuery);
      expect(stream.field("Event-ID")).toBeDefined();
      expect(stream.fields("Date")).toHaveLength(1);
      expect(stream.content).toBe("");
      await client.put(note, "y");
      await stream.until(({ content }) => content.startsWith('\x1e{"published"') && content.endsWith("}\n"));
    },
  },
  {
    id: "http",
    title: "application/http: representation and notifications as messages (EQ-RP-1, EQ-ST-1, EQ-ST-4, EQ-ST-5)",
    async run(client, note) {
      await client.put(note, "one\n");
      const stream = await client.query(note, "application/http", withState);
      await stream.untilContent("one\n");
      expectOk(stream);
      expect(stream.field("Content-Type")).toBe("application/http");
      expect(stream.field("Events")).toBe("duration=600");
      expect(stream.field("Incremental")).toBe("?1");
      expect(stream.field("Vary")).toBe("Accept, Content-Type, Last-Event-ID");
      expect(stream.field("Accept-Query")).toBe(acceptQuery);
      expect(stream.field("Accept-Events")).toBeUndefined();
      const put = await client.put(note, "two\n");
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
      expect(refused.field("Access-Control-Allow-Origin")).toBe("*");
      expect(refused.field("Events")).toBeUndefined();
      expect(JSON.parse(refused.content)).toMatchObject({ code: "representation-not-json" });
    },
  },
  {
    id: "encapsulation-fallback",
    title: "application/json-seq gives way to another encapsulation if the representation is not JSON (EQ-ST-3)",
    async run(client, note) {
      await client.put(note, "Hello World!");
      const accept = "application/json-seq, multipart/mixed;q=0.1";
      const stream = await client.query(note, accept, { state: {}, events: {} });
      await stream.untilContent("Hello World!");
      expect(stream.field("Content-Type")).toMatch(/^multipart\/mixed/);
    },
  },
  {
    id: "single",
    title: "a single notification is the whole response (EQ-SN-1, EQ-SN-2, EQ-SN-3)",
    async run(client, note) {
      await client.put(note, "x");
      const response = await client.query(note, "application/json", {});
      await response.untilHead();
      expect(response.field("Content-Type")).toBe("application/json");
      expect(response.content).toBe("");
      const put = await client.put(note, "y");
      await response.untilComplete();
      expect(JSON.parse(response.content)).toMatchObject({ type: "update", "event-id": put.field("Event-ID") });
    },
  },
];
