import { isOpen, sendPrep } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serveNotes } from "../running.ts";

/** PREP, from the first request to the deletion of the resource. */
export function prep<Middleware>(framework: Framework<Middleware>): void {
  describe("by PREP", () => {
    it("serves the representation, then the events, until the resource is deleted", async () => {
      const { connect, put, request, errors } = await serveNotes(framework);
      const client = connect();
      sendPrep(client, "/notes/welcome");
      const { status, body, field } = await client.partial(isOpen);
      expect(status).toBe(200);
      expect(field("Events")).toMatch(/^protocol="prep", status=200, expires=600$/);
      expect(field("Vary")).toContain("Accept-Events");
      expect(body).toMatch(
        /^--[^\r]+\r\nContent-Length: 12\r\nContent-Type: text\/plain; charset=utf-8\r\n\r\nHello World!\r\n--/,
      );

      const eventId = (await put("Good morning!")).field("Event-ID");
      const updated = await client.partial("Method: PUT");
      expect(eventId).toBeDefined();
      expect(updated.body).toContain(`Event-ID: ${eventId}\r\n`);
      expect(updated.body).toContain('ETag: "13"\r\n');

      await request("DELETE /notes/welcome HTTP/1.1");
      const whole = await client.response();
      expect(whole.body).toMatch(/Method: DELETE\r\n.*--[^\r]+--\r\n--[^\r]+--\r\n$/s);
      expect(errors).toEqual([]);
    });

    it("resumes after the last event id, with an empty first part (PREP-RS-7)", async () => {
      const { connect, put } = await serveNotes(framework);
      const first = (await put("one")).field("Event-ID");
      const second = (await put("two!")).field("Event-ID");
      const client = connect();
      sendPrep(client, "/notes/welcome", `Last-Event-ID: ${first}\n`);
      const { body, field } = await client.partial(`Event-ID: ${second}`);
      expect(field("Event-ID")).toBe(first);
      expect(body).toMatch(/^--[^\r]+\r\n(Content-[^\r]+\r\n)*\r\n\r\n--/);
      expect(body).not.toContain(`Event-ID: ${first}`);
      expect(body).not.toContain("two!");
    });

    it("serves a handler's error unchanged, with the reason in Events (PREP-NO-2, PREP-NO-3)", async () => {
      const { connect } = await serveNotes(framework);
      const client = connect();
      sendPrep(client, "/notes/missing");
      const { status, body, field } = await client.response();
      expect([status, body, field("Events")]).toEqual([404, "Not Found", 'protocol="prep", status=412']);
    });

    it("sends deltas even if a later parser has read them (PREP-MS-7)", async () => {
      const { connect, request } = await serveNotes(framework);
      const client = connect();
      client.send(
        'GET /notes/welcome HTTP/1.1\nAccept-Events: "prep";accept=("message/rfc822";delta="application/merge-patch+json")',
      );
      await client.partial(isOpen);
      const patch = '{ "text": "patched" }';
      await request("PATCH /notes/welcome HTTP/1.1\nContent-Type: application/merge-patch+json", patch);
      const { body } = await client.partial(patch);
      expect(body).toContain("Method: PATCH\r\n");
      expect(body).toContain("Content-Type: application/merge-patch+json\r\n");
    });

    it("sends the events of members to the collection, and a member's first event (PREP-AS-3, NF-6)", async () => {
      const { connect, put, request } = await serveNotes(framework);
      const client = connect();
      sendPrep(client, "/notes");
      await client.partial(isOpen);
      const made = await request("POST /notes HTTP/1.1\nContent-Type: text/plain", "New");
      const { body } = await client.partial("Content-Location: /notes/new");
      expect(body).toContain(`Event-ID: ${made.field("Event-ID")}\r\n`);
      await put("Newer", "/notes/new");
      await client.partial((text) => text.split("Content-Location: /notes/new").length === 3);
    });
  });
}
