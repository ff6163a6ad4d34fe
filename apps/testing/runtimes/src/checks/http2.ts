import type { Client, Exchange } from "@resource-events/testing-support";
import { expect } from "vitest";
import { deltaBytes } from "../test-application.ts";
import { beforeFirstEvent, type Check, prep } from "./check.ts";
import { countOf, subscribe, untilNotCounted, withDelta } from "./subscribe.ts";

const only = (reason: string) => ({ version: "HTTP/2", reason }) as const;

/** Opens a PREP stream, and waits until it is there. */
async function subscribeByPrep(client: Client, note: string): Promise<Exchange> {
  return (await client.open("GET", note, prep)).untilContent(beforeFirstEvent);
}

/** What HTTP/2 adds: many streams on one connection, each with its own end and its own flow control. */
export const http2: readonly Check[] = [
  {
    id: "connection-fields",
    title: "no response has connection-specific fields (RFC 9113 section 8.2.2)",
    only: only("HTTP/1.1 needs those fields"),
    async run(client, note) {
      await client.put(note, "x");
      const single = await client.query(note, "application/json", {});
      const streams = [
        await subscribe(client, note),
        await subscribeByPrep(client, note),
        await client.query(note, "application/http", { state: {}, events: {} }),
        await client.query(note, "application/json-seq", { events: {} }),
        single,
      ];
      for (const stream of streams) await stream.untilHead();
      const refused = await client.exchange("QUERY", note, { "Content-Type": "text/csv" }, "a");
      const responses = [
        ...streams,
        refused,
        await client.put(note, "y"),
        await client.exchange("GET", note),
        await client.exchange("GET", "/notes/nothing", prep),
        await client.exchange("OPTIONS", note),
        await client.exchange("DELETE", note),
      ];
      await single.untilComplete();
      expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 415, 204, 200, 404, 204, 204]);
      for (const response of responses) {
        for (const name of ["Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade"]) {
          expect(response.fields(name), name).toEqual([]);
        }
      }
    },
  },
  {
    id: "many-streams",
    title: "a hundred subscriptions on one connection all get each event",
    only: only("a connection has one response at a time"),
    async run(client, note) {
      await client.put(note, "x");
      const connection = await client.onOneConnection();
      const streams = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          index % 2 === 0 ? subscribe(connection, note) : subscribeByPrep(connection, note),
        ),
      );
      const puts = [await connection.put(note, "y"), await client.put(note, "z")];
      for (const stream of streams) {
        for (const put of puts) await stream.untilContent(put.field("Event-ID") ?? "?");
      }
    },
  },
  {
    id: "ended-streams",
    title: "the end of a subscription is an END_STREAM, and the connection goes on (EQ-ST-7, EQ-ST-8)",
    only: only("END_STREAM is a flag of HTTP/2"),
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const connection = await client.onOneConnection();
      const state = { state: {}, events: {} };
      const streams = [
        await subscribeByPrep(connection, note),
        await (await connection.query(note, "multipart/mixed", state)).untilContent(/--\w+$/),
        await (await connection.query(note, "application/http", state)).untilContent("{}"),
        await (await connection.query(note, "application/json-seq", state)).untilContent("{}\n"),
      ];
      await connection.exchange("DELETE", note);
      // The client takes END_STREAM alone, and not a reset, for a complete response.
      for (const stream of streams) await stream.untilComplete();
      expect((await connection.exchange("GET", note)).status).toBe(404);
    },
  },
  {
    id: "reset-streams",
    title: "a reset of one stream ends that subscription, and no other on its connection (EQ-ST-12, PREP-RS-12)",
    needsTestApplication: true,
    only: only("a client leaves by closing the connection"),
    async run(client, note) {
      await client.put(note, "x");
      const connection = await client.onOneConnection();
      const [left, leftByPrep] = [
        await subscribe(connection, note, "example/counted"),
        await subscribeByPrep(connection, note),
      ];
      const others = [await subscribe(connection, note), await subscribeByPrep(connection, note)];
      const before = await countOf(connection);
      const first = await connection.put(note, "y");
      for (const stream of [left, leftByPrep, ...others]) await stream.untilContent(first.field("Event-ID") ?? "?");
      expect(await countOf(connection)).toBe(before + 1);
      connection.leave(left);
      connection.leave(leftByPrep);
      await untilNotCounted(connection, note);
      const count = await countOf(connection);
      const last = await connection.put(note, "the end");
      for (const stream of others) await stream.untilContent(last.field("Event-ID") ?? "?");
      expect(await countOf(connection)).toBe(count);
      for (const stream of [left, leftByPrep]) expect(stream.content).not.toContain(last.field("Event-ID"));
    },
  },
  {
    id: "flow-control",
    title: "a stream that is not read is cut off by a reset, and the others on its connection notice nothing",
    needsTestApplication: true,
    only: only("there, flow control is that of the connection: see `slow-reader`"),
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const connection = await client.onOneConnection();
      const [slow, quick] = [
        await subscribe(connection, note, withDelta),
        await subscribe(connection, note, withDelta),
      ];
      slow.pause();
      const text = "x".repeat(deltaBytes - 100);
      for (let sent = 0; sent < 6 * 1024 * 1024; sent += text.length) {
        await connection.patch(note, `{"text":"${sent}${text}"}`);
        await quick.until(({ size }) => size > sent + text.length);
      }
      await connection.exchange("DELETE", note);
      await quick.untilComplete();
      expect(quick.content).toMatch(/--\r\n$/);
      slow.resume();
      await slow.until(({ ended, complete }) => ended || complete, "a cut-off");
      expect(slow.complete).toBe(false);
      expect(slow.content).not.toMatch(/--\r\n$/);
      expect((await connection.exchange("GET", "/notes/welcome")).status).toBe(200);
    },
  },
];
