import { expect } from "vitest";
import { beforeFirstEvent, boundaryIn, type Check, digestBoundaryIn, prep } from "./check.ts";

/** Per Resource Events. */
export const prepChecks: readonly Check[] = [
  {
    id: "prep-stream",
    title:
      "a stream, byte for byte: representation, PUT, PATCH with its delta, DELETE, both close-delimiters (PREP-RS-1 to PREP-RS-9, PREP-MS-3, PREP-MS-7)",
    async run(client, note) {
      await client.put(note, '{"a":1}', "application/json");
      const stream = await client.open("GET", note, {
        "Accept-Events": '"prep";accept=("message/rfc822";delta="application/merge-patch+json")',
      });
      // Head, representation and delimiters are there before anything has happened.
      await stream.untilContent(beforeFirstEvent);
      const outer = boundaryIn(stream.field("Content-Type"));
      const inner = digestBoundaryIn(stream.content);
      expect(stream.status).toBe(200);
      expect(stream.field("Content-Type")).toBe(`multipart/mixed; boundary="${outer}"`);
      expect(stream.field("Events")).toBe('protocol="prep", status=200, expires=600');
      expect(stream.field("Incremental")).toBe("?1");
      expect(stream.field("Cache-Control")).toBe("no-store, no-transform");
      expect(stream.field("X-Accel-Buffering")).toBe("no");
      expect(stream.field("Vary")).toMatch(/\bAccept-Events\b/);
      expect(stream.fields("Date")).toHaveLength(1);
      expect(outer).not.toBe(inner);

      const put = await client.put(note, '{"a":2}', "application/json");
      await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
      const patch = await client.patch(note, '{"a":3}');
      await stream.untilContent(`Event-ID: ${patch.field("Event-ID")}`);
      const removed = await client.exchange("DELETE", note);
      await stream.untilComplete();

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
    },
  },
  {
    id: "prep-collection",
    title: "a collection is told of its notes, and outlives them (NF-6, NF-7, PREP-MS-5)",
    async run(client) {
      const stream = await client.open("GET", "/notes/", prep);
      await stream.untilContent(beforeFirstEvent);
      const posted = await client.exchange("POST", "/notes/", { "Content-Type": "text/plain" }, "new");
      expect(posted.status).toBe(201);
      const location = posted.field("Location") ?? "";
      await stream.untilContent(new RegExp(`Method: POST\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
      expect(stream.content).toContain(`Event-ID: ${posted.field("Event-ID")}`);
      const member = await client.open("GET", location, prep);
      await member.untilContent(beforeFirstEvent);
      await client.put(location, "changed");
      await member.untilContent("Method: PUT");
      await stream.untilContent(new RegExp(`Method: PUT\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
      await client.exchange("DELETE", location);
      await member.untilComplete();
      await stream.untilContent(new RegExp(`Method: DELETE\r\n[\\s\\S]*Content-Location: ${location}\r\n`));
      expect(stream.complete).toBe(false);
    },
  },
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
    title: "the newest id and * leave the representation out, an unknown one does not (PREP-RS-6, PREP-RS-7)",
    async run(client, note) {
      const newest = (await client.put(note, "here")).field("Event-ID") ?? "";
      for (const [id, shown] of [
        [newest, false],
        ["*", false],
        ["of-another-life", true],
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
    title: "what can't be served is answered plainly, and told why (PREP-NO-2, PREP-NO-3, PREP-NO-4)",
    async run(client, note) {
      for (const [target, field, status, events] of [
        ["/notes/welcome", '"prep";accept="image/png"', 200, 406],
        ["/notes/welcome", '"prep";accept=7', 200, 400],
        [note, '"prep"', 404, 412],
      ] as const) {
        const answer = await client.exchange("GET", target, { "Accept-Events": field });
        expect(answer.status, field).toBe(status);
        expect(answer.field("Events"), field).toBe(`protocol="prep", status=${events}`);
        expect(answer.field("Vary"), field).toMatch(/\bAccept-Events\b/);
      }
    },
  },
  {
    id: "failed-mutations",
    title: "what fails, and what is safe, is no event (PREP-MS-1)",
    async run(client, note) {
      await client.put(note, "1");
      const stream = await client.open("GET", note, prep);
      await stream.untilContent(beforeFirstEvent);
      for (const answer of [
        await client.exchange("PUT", note, { "Content-Type": "text/plain", "If-None-Match": "*" }, "2"),
        await client.exchange("PUT", note, {}, "3"),
        await client.patch(note, "{}"),
        await client.exchange("GET", note),
      ]) {
        expect(answer.field("Event-ID")).toBeUndefined();
      }
      const put = await client.put(note, "4");
      await stream.untilContent(put.field("Event-ID") ?? "?");
      expect(stream.content.match(/^Event-ID:/gm)).toHaveLength(1);
    },
  },
];
