import { isOpen, sendPrep, sendQuery } from "@resource-events/testing-support";
import { describe, expect, it } from "vitest";
import type { Framework } from "../framework.ts";
import { withState } from "../protocols.ts";
import { type RunningEvents, serveWithEvents } from "../running.ts";

/** The events that a subscriber of `/api/v1/made` gets for a POST that created it, up to one that the test sends. */
async function toldOf<Middleware>(
  location: string,
  { connect, request, events }: RunningEvents<Middleware>,
): Promise<string> {
  const client = connect();
  sendPrep(client, "/api/v1/made");
  await client.partial(isOpen);
  await request(`POST /api/v1/notes?location=${location} HTTP/1.1`, "");
  return (await client.partial(await events.notify("/api/v1/made", { type: "update" }))).body;
}

/** Routers shorten the URL, but resources keep their keys. */
export function prefixes<Middleware>(framework: Framework<Middleware>): void {
  describe("routers under a prefix", () => {
    it.each(Object.entries(framework.prefixed))("%s: the key is the whole target", async (_place, application) => {
      const running = await serveWithEvents(framework, ({ middleware }) => application(middleware));
      const { connect, request, events } = running;
      const clients = [connect(), connect()] as const;
      sendPrep(clients[0], "/api/v1/note");
      sendQuery(clients[1], { target: "/api/v1/note", accept: "multipart/mixed", content: withState });
      for (const client of clients) await client.partial("state of /api/v1/note");
      const { field } = await request("PUT /api/v1/note HTTP/1.1", "");
      for (const client of clients) await client.partial(String(field("Event-ID")));
      const told = await events.notify("/api/v1/note", { type: "update" });
      for (const client of clients) await client.partial(told);
      expect(await toldOf("/api/v1/made", running)).toContain("Method: POST");
    });

    it.each(Object.entries(framework.prefixed))(
      "%s: a relative Location is relative to the whole target (NF-6)",
      async (_place, application) => {
        const running = await serveWithEvents(framework, ({ middleware }) => application(middleware));
        expect(await toldOf("made", running)).toContain("Method: POST");
      },
    );
  });
}
