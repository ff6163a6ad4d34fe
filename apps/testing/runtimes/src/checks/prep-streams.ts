import { expect } from "vitest";
import { beforeFirstEvent, boundaryIn, type Check, digestBoundaryIn, expectOk, prep } from "./check.ts";

/** The streams of Per Resource Events. */
export const prepStreams: readonly Check[] = [
  {
    id: "prep-stream",
    title:
      "a stream, byte for byte: representation, PUT, PATCH with its delta, DELETE, both close-delimiters (PREP-RS-1 to PREP-RS-9, PREP-MS-3, PREP-MS-7)",
    async run(client, note) {
      await client.put(note, '{"a":1}', "application/json");
      const stream = await client.open("GET", note, {
        "Accept-Events": '"prep";accept=("message/rfc822";delta="application/merge-patch+json")',
      });
      // Head, representation and delimiters come before anything has happened.
      await stream.untilContent(beforeFirstEvent);
      const outer = boundaryIn(stream.field("Content-Type"));
      const inner = digestBoundaryIn(stream.content);
      expectOk(stream);
      expect(stream.field("Content-Type")).toBe(`multipart/mixed; boundary="${outer}"`);
      expect(stream.field("Events")).toBe('protocol="prep", status=200, expires=600');
      expect(stream.field("Incremental")).toBe("?1");
      expect(stream.field("Cache-Control")).toBe("no-store, no-transform");
      expect(stream.field("X-Accel-Buffering")).toBe("no");
      expect(stream.field("Vary")).toMatch(/\bAccept-Events\b/);
      expect(stream.fields("Date")).toHaveLength(1);
      expect(stream.field("Last-Modified")).toBeDefined();
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
    id: "prep-chunks",
    title:
      "each chunk ends with the delimiter after its notification, so that no reader waits for the next (PREP-RS-8)",
    only: { version: "HTTP/1.1", reason: "HTTP/2 has no chunks" },
    async run(client, note) {
      await client.put(note, "1");
      const stream = await (await client.open("GET", note, prep)).untilContent(beforeFirstEvent);
      const inner = digestBoundaryIn(stream.content);
      for (const content of ["2", "3"]) {
        const put = await client.put(note, content);
        await stream.untilContent(`Event-ID: ${put.field("Event-ID")}`);
      }
      await client.exchange("DELETE", note);
      await stream.untilComplete();
      const chunks = stream.chunks.slice(1, -1);
      expect(chunks.length).toBeGreaterThan(1);
      for (const chunk of chunks) expect(chunk).toMatch(new RegExp(`--${inner}(--\\r\\n)?`));
    },
  },
  {
    id: "prep-forms",
    title: "notifications come in the form that the client asks for",
    async run(client, note) {
      await client.put(note, "one");
      for (const [type, expected] of [
        ["application/json", /"type":"update","method":"PUT"/],
        ["application/ld+json", /"type":"Update"/],
        ["application/activity+json", /"@context":"https:\/\/www.w3.org\/ns\/activitystreams"/],
      ] as const) {
        const stream = await client.open("GET", note, { "Accept-Events": `"prep";accept=("${type}")` });
        await stream.untilContent("multipart/digest");
        await client.put(note, type);
        await stream.untilContent(expected);
        expect(stream.content).toContain(`\r\nContent-Type: ${type}\r\n\r\n{`);
      }
    },
  },
  {
    id: "prep-collection",
    title: "a collection notifies of its notes, and its stream outlives theirs (NF-6, NF-7, PREP-MS-5)",
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
    id: "failed-mutations",
    title: "failed requests and safe methods cause no event (PREP-MS-1)",
    async run(client, note) {
      await client.put(note, "1");
      const stream = await client.open("GET", note, prep);
      await stream.untilContent(beforeFirstEvent);
      for (const response of [
        await client.exchange("PUT", note, { "Content-Type": "text/plain", "If-None-Match": "*" }, "2"),
        await client.exchange("PUT", note, {}, "3"),
        await client.patch(note, "{}"),
        await client.exchange("GET", note),
      ]) {
        expect(response.field("Event-ID")).toBeUndefined();
      }
      const put = await client.put(note, "4");
      await stream.untilContent(put.field("Event-ID") ?? "?");
      expect(stream.content.match(/^Event-ID:/gm)).toHaveLength(1);
    },
  },
];
