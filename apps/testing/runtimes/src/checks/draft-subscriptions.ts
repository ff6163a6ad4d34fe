import { expect } from "vitest";
import type { Check } from "./check.ts";

const yaml = { "Content-Type": "example/events-query", Events: "duration=0" };
const mixed = { ...yaml, Accept: "multipart/mixed" };

/** The subscriptions that the drafts show as examples. */
export const draftSubscriptions: readonly Check[] = [
  {
    id: "draft-events",
    title: "the draft's subscription to events",
    async run(client, note) {
      await client.put(note, "x");
      const stream = await client.open("QUERY", note, mixed, "events:\n  Accept: example/event-notification\n");
      await stream.untilContent(/^--\w+$/);
      expect(stream.field("Events")).toBe("duration=600");
      const put = await client.put(note, "y");
      await stream.untilContent(
        new RegExp(
          `Content-Type: example/event-notification\\r\\nContent-Length: \\d+\\r\\n\\r\\npublished: .*\\nevent-id: ${put.field("Event-ID")}\\ntype: update\\n`,
        ),
      );
    },
  },
  {
    id: "draft-state",
    title: "the draft's subscription to the state as HTML, and to events",
    async run(client, note) {
      await client.put(note, "<p>Hello</p>", "text/html");
      const content = "state:\n  Accept: text/html\nevents:\n  Accept: example/event-notification\n";
      for (const accept of ["application/http", "multipart/mixed"]) {
        const stream = await client.open("QUERY", note, { ...yaml, Accept: accept }, content);
        await stream.untilContent("<p>Hello</p>");
        await client.put(note, "<p>Hello</p>", "text/html");
        await stream.untilContent("type: update");
      }
    },
  },
  {
    id: "draft-context",
    title: "the draft's subscription to JSON events by @context",
    async run(client, note) {
      await client.put(note, "x");
      const fields = { ...yaml, Accept: "application/json-seq" };
      const stream = await client.open("QUERY", note, fields, "events:\n  @context: activity+json\n");
      await stream.untilHead();
      await client.put(note, "y");
      await stream.untilContent(/^.\{"@context":"https:\/\/www.w3.org\/ns\/activitystreams".*"type":"Update".*\}\n$/);
      expect(stream.content.startsWith("\x1e")).toBe(true);
    },
  },
  {
    id: "draft-single",
    title: "the draft's subscription to a single notification",
    async run(client, note) {
      await client.put(note, "x");
      const fields = { ...yaml, Accept: "example/event-notification" };
      const stream = await client.open("QUERY", note, fields, "---\n");
      await stream.untilHead();
      expect(stream.field("Content-Type")).toBe("example/event-notification");
      expect(stream.field("Incremental")).toBe("?1");
      await client.put(note, "y");
      await stream.untilComplete();
      expect(stream.content).toMatch(/^published: .*\nevent-id: .*\ntype: update\n$/);
    },
  },
];
