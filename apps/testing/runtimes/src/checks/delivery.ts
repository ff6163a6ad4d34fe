import { setImmediate } from "node:timers/promises";
import type { Exchange } from "@resource-events/testing-support";
import { expect } from "vitest";
import { deltaBytes, longPath, shortPath } from "../test-application.ts";
import { beforeFirstEvent, boundaryIn, type Check, digestBoundaryIn, prep } from "./check.ts";
import { countOf, subscribe, untilNotCounted, withDelta } from "./subscribe.ts";

const mixed = "multipart/mixed";

/** When notifications are sent, and which bytes each subscriber gets. */
export const delivery: readonly Check[] = [
  {
    id: "after-the-answer",
    title: "no notification comes before the response to its cause (PREP-MS-2)",
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const stream = await subscribe(client, "/notes/");
      for (let round = 0; round < 15; round += 1) {
        for (const [method, target, type, status] of [
          ["PUT", note, "application/json", 204],
          ["PATCH", note, "application/merge-patch+json", 204],
          ["POST", "/notes/", "application/json", 201],
        ] as const) {
          const known = stream.content.length;
          const response = await client.open(method, target, { "Content-Type": type }, `{"round":"${method}${round}"}`);
          await stream.until(({ content }) => content.length > known);
          // The response may have come, and wait to be read: sockets are read one after the other.
          await setImmediate();
          await setImmediate();
          expect(response.complete, `${method} ${round}`).toBe(true);
          expect(response.status).toBe(status);
          client.leave(response);
        }
      }
    },
  },
  {
    id: "unread-answer",
    title: "a writer that does not read its answer holds back nobody's notifications for long (PREP-MS-2)",
    needsTestApplication: true,
    async run(client) {
      const stream = await subscribe(client, longPath);
      const writer = await client.open("PUT", longPath, { "Content-Type": "text/plain" }, "x");
      writer.pause();
      await stream.untilContent('"event-id"');
      const honest = await client.open("PUT", longPath, { "Content-Type": "text/plain" }, "y");
      honest.pause();
      await stream.until(({ content }) => content.split('"event-id"').length === 3);
    },
  },
  {
    id: "same-bytes",
    title: "two subscribers get the same bytes, each with its own boundary around them",
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const open = async (): Promise<Exchange[]> => {
        const streams = [
          await client.open("GET", note, prep),
          await client.query(note, "multipart/mixed", { state: {}, events: {} }),
          await client.query(note, "application/http", { state: {}, events: {} }),
          await client.query(note, "application/json-seq", { state: {}, events: {} }),
        ];
        const beginnings = [beforeFirstEvent, /\{\}\r\n--\w+$/, /\{\}$/, /\{\}\n$/];
        for (const [index, stream] of streams.entries()) await stream.untilContent(beginnings[index] ?? "?");
        return streams;
      };
      const [some, others] = [await open(), await open()];
      for (let count = 0; count < 20; count += 1) await client.patch(note, `{"count":${count}}`);
      await client.exchange("DELETE", note);
      for (const stream of [...some, ...others]) await stream.untilComplete();
      const normal = (stream: Exchange): string => {
        // Each representation has its own date.
        const content = stream.content.replaceAll(/^Date: .*\r\n/gm, "");
        // Everybody has the same boundary in PREP's digest, and in multipart/mixed.
        const inner = digestBoundaryIn(content);
        return inner === "" ? content : content.replaceAll(boundaryIn(stream.field("Content-Type")), "outer");
      };
      expect(some.map(normal)).toEqual(others.map(normal));
      for (const stream of some) expect(stream.content.match(/PATCH/g)).toHaveLength(20);
    },
  },
  {
    id: "order",
    title: "every subscriber gets simultaneous events in one order, and misses none (EQ-ST-10)",
    async run(client, note) {
      await client.put(note, "0");
      const streams = [await subscribe(client, note), await subscribe(client, note)];
      const responses = await Promise.all(Array.from({ length: 20 }, (_, count) => client.put(note, String(count))));
      for (const response of responses) {
        for (const stream of streams) await stream.untilContent(response.field("Event-ID") ?? "?");
      }
      const [one, other] = streams;
      expect(one?.content).toBe(other?.content);
      expect(one?.content.match(/"event-id"/g)).toHaveLength(20);
    },
  },
  {
    id: "deltas",
    title: "a delta is the content of the PATCH, to the byte; a delta that is too large is left out (PREP-MS-7, NF-5)",
    needsTestApplication: true,
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const stream = await subscribe(client, note, withDelta);
      const small = '{ "text" : "\xc3\xa4 \\u00e4 1.0" }';
      const fitting = `{"text":"${"x".repeat(deltaBytes - 100)}"}`;
      const large = `{"text":"${"y".repeat(deltaBytes)}"}`;
      for (const delta of [small, fitting, large]) {
        const patch = await client.patch(note, delta);
        expect(patch.status).toBe(204);
        await stream.untilContent(new RegExp(`${patch.field("Event-ID")}.*\r\n--\\w+$`));
        expect(stream.content.includes(`"delta":${delta}}\r\n`)).toBe(delta !== large);
      }
    },
  },
  {
    id: "chunked-requests",
    title: "content in chunks is understood, in subscriptions and in deltas",
    only: { version: "HTTP/1.1", reason: "HTTP/2 has no chunks" },
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
      const head = { "Content-Type": "application/json", Accept: mixed, "Transfer-Encoding": "chunked" };
      const stream = await client.open("QUERY", note, head);
      stream.send(chunked('{"events":{"Accept":'));
      stream.send(`${chunked('"application/json;delta=\\"*/*\\""}}')}0\r\n\r\n`);
      await stream.untilContent(/^--\w+$/);
      const patch = await client.open("PATCH", note, { ...head, "Content-Type": "application/merge-patch+json" });
      patch.send(chunked('{"a":'));
      patch.send(`${chunked('"b"}')}0\r\n\r\n`);
      await patch.untilComplete();
      await stream.untilContent('"delta":{"a":"b"}}');
    },
  },
  {
    id: "leaving",
    title: "a client that leaves is no longer a subscriber (EQ-ST-12, PREP-RS-12)",
    needsTestApplication: true,
    async run(client, note) {
      await client.put(note, "x");
      const stream = await subscribe(client, note, "example/counted");
      const before = await countOf(client);
      const put = await client.put(note, "y");
      await stream.untilContent(put.field("Event-ID") ?? "?");
      expect(await countOf(client)).toBe(before + 1);
      client.leave(stream);
      await untilNotCounted(client, note);
      const left = await countOf(client);
      await client.put(note, "the end");
      expect(await countOf(client)).toBe(left);
    },
  },
  {
    id: "cut-off",
    title: "a response that is cut off has no close-delimiter (EQ-ST-11)",
    needsTestApplication: true,
    async run(client) {
      const stream = await client.open("GET", shortPath, prep);
      await stream.until(({ ended, complete }) => ended || complete);
      expect(stream.content).not.toMatch(/--\r\n$/);
    },
  },
  {
    id: "cut-off-in-http",
    title: "a response that is cut off is not a complete HTTP message either",
    needsTestApplication: true,
    async run(client) {
      const stream = await client.open("GET", shortPath, prep);
      await stream.until(({ ended, complete }) => ended || complete);
      expect(stream.complete).toBe(false);
    },
  },
  {
    id: "slow-reader",
    title: "a client that stops reading is cut off, and nobody else notices",
    needsTestApplication: true,
    async run(client, note) {
      await client.put(note, "{}", "application/json");
      const [slow, quick] = [await subscribe(client, note, withDelta), await subscribe(client, note, withDelta)];
      slow.pause();
      const text = "x".repeat(deltaBytes - 100);
      // The system buffers some megabytes for a connection; for a stream of HTTP/2, the client allows little.
      const enough = (client.version === "HTTP/2" ? 6 : 12) * 1024 * 1024;
      for (let sent = 0; sent < enough; sent += text.length) {
        await client.patch(note, `{"text":"${sent}${text}"}`);
        await quick.until(({ size }) => size > sent + text.length);
      }
      await client.exchange("DELETE", note);
      await quick.untilComplete();
      slow.resume();
      await slow.until(({ ended, complete }) => ended || complete, "a cut-off");
      expect(quick.content).toMatch(/--\r\n$/);
      expect(slow.content).not.toMatch(/--\r\n$/);
      expect(slow.content.length).toBeLessThan(quick.content.length);
    },
  },
];
