import fc from "fast-check";
import { expect, it } from "vitest";
import { answering, bytesOf } from "../test/wire.ts";
import { ClientError, next, type SubscribeOptions, subscribe } from "./index.ts";

const prep =
  "--b\r\n\r\nx\r\n--b\r\nContent-Type: multipart/digest;boundary=i\r\n\r\n--i\r\n\r\nMethod: PUT\r\n\r\n\r\n--i--\r\n--b--";
const mixed = '--b\r\n\r\nx\r\n--b\r\nContent-Type: application/json\r\n\r\n{"type":"delete"}\r\n--b--';
const http =
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
const sequence = '\x1e{"a":1}\n\x1e{"type":"delete"}\n';

/** Streams of each kind with bytes changed, removed or added, in two chunks, and heads that may be wrong. */
const streams = fc.constantFrom<[string, string, string, SubscribeOptions]>(
  ["multipart/mixed;boundary=b", 'protocol="prep",status=200', prep, { protocol: "prep" }],
  ["multipart/mixed;boundary=b", "duration=0", mixed, { protocol: "events-query" }],
  ["application/http", "duration=0", http, { protocol: "events-query" }],
  ["application/json-seq", "duration=600", sequence, { protocol: "events-query" }],
);
const header = fc.stringMatching(/^[!-~]{1,20}$/);
const change = fc.record({ at: fc.nat(300), cut: fc.nat(4), bytes: fc.uint8Array({ maxLength: 6 }) });

it("throws nothing but ClientError, whatever the server sends", async () => {
  const outcomes = new Set<string>();
  const note = (error: unknown) => {
    expect(error).toBeInstanceOf(ClientError);
    outcomes.add((error as ClientError).code);
  };
  await fc.assert(
    fc.asyncProperty(
      streams,
      fc.array(change, { maxLength: 3 }),
      fc.nat(300),
      fc.option(header, { freq: 8 }),
      fc.option(header, { freq: 8 }),
      fc.boolean(),
      async ([type, events, text, options], changes, split, otherType, otherEvents, first) => {
        let bytes = [...bytesOf(text)];
        for (const { at, cut, bytes: more } of changes) {
          const place = at % (bytes.length + 1);
          bytes = [...bytes.slice(0, place), ...more, ...bytes.slice(place + cut)];
        }
        const whole = Uint8Array.from(bytes);
        const chunks = [whole.subarray(0, split), whole.subarray(split)].filter((chunk) => chunk.length > 0);
        const head = { "Content-Type": otherType ?? type, Events: otherEvents ?? events };
        try {
          const { fetch } = answering(head, chunks);
          const subscription = await subscribe("http://example.org/", { ...options, fetch });
          if (first) await subscription.representation?.text().catch(note);
          for await (const notification of subscription) {
            expect(["create", "update", "delete"]).toContain(notification.type);
          }
          outcomes.add("clean");
        } catch (error) {
          note(error);
        }
        await next("http://example.org/", answering(head, chunks)).catch(note);
      },
    ),
    { numRuns: 1500 },
  );
  for (const code of ["clean", "cut-off", "stream", "invalid-response", "no-notifications"])
    expect(outcomes).toContain(code);
});
