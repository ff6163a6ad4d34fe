import { sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { serveNotes } from "../running.ts";

/** HTTP Events Query, from the first request to the deletion of the resource. */
export function eventsQuery<Middleware>(framework: Framework<Middleware>): void {
  describe("by Events Query", () => {
    const state = '{"state":{"Accept":"application/json"},"events":{"Accept":"application/json"}}';

    it.each(["application/json-seq", "application/http", "multipart/mixed"])(
      "serves representation and events in %s, until the resource is deleted (EQ-RP-1, EQ-ST-8)",
      async (accept) => {
        const { connect, put, request, errors } = await serveNotes(framework);
        const client = connect();
        sendQuery(client, { target: "/notes/welcome", accept, content: state });
        const { status, body, field } = await client.partial('{"text":"Hello World!"}');
        expect(status).toBe(200);
        expect(field("Content-Type")).toContain(accept);
        expect(field("Incremental")).toBe("?1");
        expect(body).not.toContain("event-id");
        const eventId = (await put("Good morning!")).field("Event-ID");
        await client.partial(`"event-id":"${eventId}"`);
        await request("DELETE /notes/welcome HTTP/1.1");
        const whole = await client.response();
        expect(whole.body).toMatch(/"type":"update".*"type":"delete"/s);
        expect(whole.body.trimEnd().endsWith("--")).toBe(accept === "multipart/mixed");
        expect(errors).toEqual([]);
      },
    );

    it("serves one notification, and ends (EQ-SN-1, EQ-SN-2)", async () => {
      const { connect, put } = await serveNotes(framework);
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", accept: "application/json", content: "{}" });
      await client.partial();
      const { field } = await put("Good morning!");
      const { body } = await client.response();
      expect(JSON.parse(body)).toMatchObject({ type: "update", "event-id": field("Event-ID") });
    });

    it("resumes after the last event id (EQ-DM-4)", async () => {
      const { connect, put } = await serveNotes(framework);
      const first = (await put("one")).field("Event-ID");
      const second = (await put("two!")).field("Event-ID");
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", content: `{"events":{"Last-Event-ID":"${first}"}}` });
      const { body, field } = await client.partial(`"event-id":"${second}"`);
      expect(field("Event-ID")).toBe(first);
      expect(body).not.toContain(`"event-id":"${first}"`);
    });

    it("negotiates by the fields in state, and lets the handler decide (EQ-RP-2)", async () => {
      const { connect } = await serveNotes(framework);
      const client = connect();
      sendQuery(client, { target: "/notes/welcome", content: '{"state":{"Accept":"image/png"},"events":{}}' });
      expect((await client.response()).status).toBe(406);
      sendQuery(client, { target: "/notes/missing", content: state });
      const { status, body, field } = await client.response();
      expect([status, body, field("Events")]).toEqual([404, "Not Found", undefined]);
    });

    it("sends the framework's own 304, then events (EQ-RP-3)", async () => {
      const { connect, put, request } = await serveNotes(framework);
      const etag = (await request("GET /notes/welcome HTTP/1.1\nAccept: text/plain")).field("ETag");
      const client = connect();
      const content = JSON.stringify({ state: { Accept: "text/plain", "If-None-Match": etag }, events: {} });
      sendQuery(client, { target: "/notes/welcome", accept: "application/http", content });
      const { body } = await client.partial("\r\n\r\n");
      expect(body).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/);
      await put("Good morning!");
      await client.partial('"type":"update"');
    });

    it("refuses requests that it can't serve, without calling the handler", async () => {
      const { connect } = await serveNotes(framework);
      const client = connect();
      client.send("QUERY /notes/welcome HTTP/1.1\nContent-Type: text/csv", "a,b");
      const { status, field, body } = await client.response("QUERY");
      expect([status, field("Content-Type")]).toEqual([415, "application/problem+json"]);
      expect(field("Accept-Query")).toContain("application/json");
      expect(JSON.parse(body)).toMatchObject({ status: 415 });
    });
  });
}
