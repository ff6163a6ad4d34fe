import { expect } from "vitest";
import { type Check, json } from "./check.ts";

/** How HTTP Events Query reads a request. */
export const queryRequests: readonly Check[] = [
  {
    id: "duration",
    title: "a duration that is over ends each encapsulation cleanly (EQ-EV-3, EQ-EV-4, EQ-ST-9, EQ-SN-3)",
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
    id: "duration-granted",
    title: "a duration is granted up to the maximum; a wish that makes no sense is ignored (EQ-EV-1, EQ-EV-3)",
    async run(client) {
      for (const [wish, granted] of [
        ["duration=1.5", "1.5"],
        ["duration=99999", "3600"],
        ["duration=-3", "600"],
        ["duration=?1", "600"],
        ["nonsense=", "600"],
        ['duration=7;x=1, other="y"', "7"],
      ] as const) {
        const stream = await client.open("QUERY", "/notes/welcome", { ...json, Events: wish }, '{"events":{}}');
        await stream.untilHead();
        expect(stream.field("Events"), wish).toBe(`duration=${granted}`);
      }
    },
  },
  {
    id: "conditional",
    title: "the stream is served even if the state is not modified (EQ-RP-2, EQ-RP-3)",
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
    title: "without a representation there is no stream: the response is that error (EQ-RP-2)",
    async run(client, note) {
      for (const [target, accept, status] of [
        ["/notes/welcome", "image/png", 406],
        [note, "*/*", 404],
      ] as const) {
        for (const fields of [json, { ...json, Accept: "*/*" }]) {
          const content = JSON.stringify({ state: { Accept: accept }, events: {} });
          const response = await client.exchange("QUERY", target, fields, content);
          expect(response.status).toBe(status);
          expect(response.field("Content-Type")).toBe("application/problem+json");
          expect(response.field("Events")).toBeUndefined();
          expect(response.field("Accept-Events")).toBeUndefined();
        }
      }
    },
  },
  {
    id: "query-resume",
    title: "Last-Event-ID resumes a stream; a single notification then comes at once (EQ-DM-4, EQ-RP-5)",
    async run(client, note) {
      const first = (await client.put(note, "1")).field("Event-ID") ?? "";
      const second = (await client.put(note, "2")).field("Event-ID") ?? "";
      // The subscription's own member overrules the field.
      const content = JSON.stringify({ events: { "Last-Event-ID": first } });
      for (const fields of [{ Accept: "application/json-seq" }, { "Last-Event-ID": "overruled" }]) {
        const stream = await client.open("QUERY", note, { ...json, ...fields }, content);
        await stream.untilContent(second);
        expect(stream.field("Event-ID")).toBe(first);
      }
      for (const fields of [{}, { Accept: "application/json" }]) {
        const single = await client.exchange("QUERY", note, { ...json, ...fields, "Last-Event-ID": first }, "{}");
        expect(JSON.parse(single.content)).toMatchObject({ "event-id": second });
      }
      const unknown = await client.query(note, "multipart/mixed", { events: {} }, { "Last-Event-ID": "unknown" });
      await unknown.untilContent(/^--\w+$/);
      expect(unknown.field("Event-ID")).toBe(second);
    },
  },
  {
    id: "query-unknown-id",
    title: "an unknown Last-Event-ID begins after the newest event (EQ-DM-4)",
    async run(client, note) {
      const newest = (await client.put(note, "1")).field("Event-ID");
      const stream = await client.open("QUERY", note, { ...json, "Last-Event-ID": "unknown" }, '{"events":{}}');
      await stream.untilHead();
      expect(stream.field("Event-ID")).toBe(newest);
    },
  },
  {
    id: "query-deletion",
    title: "a stream that resumes ends with a deletion, and one that begins after it goes on (NF-6)",
    async run(client, note) {
      const first = (await client.put(note, "1")).field("Event-ID") ?? "";
      const removed = (await client.exchange("DELETE", note)).field("Event-ID") ?? "";
      const again = (await client.put(note, "2")).field("Event-ID") ?? "";
      const resume = (id: string) =>
        client.query(note, "application/json-seq", { events: {} }, { "Last-Event-ID": id });
      const ended = await (await resume(first)).untilComplete();
      expect(ended.content).toContain(removed);
      expect(ended.content).not.toContain(again);
      const after = await (await resume(removed)).untilContent(again);
      expect(after.content).toContain('"type":"create"');
    },
  },
];
