import { expect } from "vitest";
import { beforeFirstEvent, type Check, prep } from "./check.ts";

/** How Per Resource Events reads a request. */
export const prepRequests: readonly Check[] = [
  {
    id: "prep-resume",
    title: "Last-Event-ID resumes, and says that it did (PREP-RS-7, PREP-RS-11)",
    async run(client, note) {
      const [first, second, third] = [
        await client.put(note, "1"),
        await client.put(note, "2"),
        await client.put(note, "3"),
      ];
      const id = first.field("Event-ID") ?? "";
      const stream = await client.open("GET", note, { ...prep, "Last-Event-ID": id });
      await stream.untilContent(`Event-ID: ${third.field("Event-ID")}`);
      expect(stream.field("Event-ID")).toBe(id);
      expect(stream.field("Vary")).toMatch(/Accept-Events, Last-Event-ID/);
      const ids = [...stream.content.matchAll(/^Event-ID: (.*)\r$/gm)].map(([, eventId]) => eventId);
      expect(ids).toEqual([second.field("Event-ID"), third.field("Event-ID")]);
      expect(stream.content).toMatch(/^--\w+\r\nContent-Type: text\/plain\r\n\r\n\r\n--/);
    },
  },
  {
    id: "prep-opt-out",
    title: "the newest id and * leave the representation out, an unknown id does not (PREP-RS-6, PREP-RS-7)",
    async run(client, note) {
      const newest = (await client.put(note, "here")).field("Event-ID") ?? "";
      for (const [id, shown] of [
        [newest, false],
        ["*", false],
        ["of-another-life", true],
        [(await client.put(`${note}-too`, "x")).field("Event-ID") ?? "", true],
      ] as const) {
        const stream = await client.open("GET", note, { ...prep, "Last-Event-ID": id });
        await stream.untilContent(beforeFirstEvent);
        expect(stream.content.includes("here"), id).toBe(shown);
        expect(stream.field("Event-ID"), id).toBe(newest);
      }
    },
  },
  {
    id: "prep-refused",
    title: "a request that can't be served gets a plain response that says why (PREP-NO-2, PREP-NO-3, PREP-NO-4)",
    async run(client, note) {
      for (const [target, field, status, events] of [
        ["/notes/welcome", '"prep";accept="image/png"', 200, 406],
        ["/notes/welcome", '"prep";accept=7', 200, 400],
        ["/notes/welcome", '"prep";accept=("message/rfc822";q=0)', 200, 406],
        [note, '"prep"', 404, 412],
      ] as const) {
        const response = await client.exchange("GET", target, { "Accept-Events": field });
        expect(response.status, field).toBe(status);
        expect(response.field("Events"), field).toBe(`protocol="prep", status=${events}`);
        expect(response.field("Vary"), field).toMatch(/\bAccept-Events\b/);
      }
    },
  },
  {
    id: "prep-fallback",
    title: "an item that can't be served gives way to the next (PREP-AE-4)",
    async run(client, note) {
      await client.put(note, "x");
      const field = '"prep";accept="image/png", "PREP";accept=application/json;q=0.5';
      const stream = await client.open("GET", note, { "Accept-Events": field });
      await stream.untilContent("multipart/digest");
      expect(stream.field("Events")).toMatch(/status=200/);
    },
  },
];
