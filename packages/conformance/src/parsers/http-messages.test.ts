import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHttpMessages } from "./http-messages.ts";

const bytesOf = (text: string) => Buffer.from(text, "latin1");

const message = fc.record({
  body: fc.string({ unit: fc.constantFrom("\r\n", "HTTP/1.1 200 OK", "0", "a", "\r", "\n"), maxLength: 12 }),
  chunks: fc.option(fc.integer({ min: 1, max: 5 })),
});

function textOf({ body, chunks }: { body: string; chunks: number | null }): string {
  if (chunks === null) return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const pieces = body.match(new RegExp(`[\\s\\S]{1,${chunks}}`, "g")) ?? [];
  const coded = pieces.map((piece) => `${piece.length.toString(16)};a=b\r\n${piece}\r\n`).join("");
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${coded}0\r\nTrailer: x\r\n\r\n`;
}

describe("readHttpMessages", () => {
  it("reads back every sequence of messages, and each prefix of it", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 3 }), (messages) => {
        const text = messages.map(textOf).join("");
        const read = readHttpMessages(bytesOf(text));
        expect(read.messages.map(({ body }) => Buffer.from(body).toString("latin1"))).toEqual(
          messages.map(({ body }) => body),
        );
        expect(read.messages.every(({ complete }) => complete)).toBe(true);
        expect(read.faults).toEqual([]);
        for (let length = 0; length < text.length; length += 1) {
          const begun = readHttpMessages(bytesOf(text.slice(0, length)));
          expect(begun.faults).toEqual([]);
          expect(begun.messages.filter(({ complete }) => complete).length).toBeLessThanOrEqual(messages.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("never throws, whatever the input", () => {
    const noise = fc.string({
      unit: fc.constantFrom("HTTP/1.1 200 OK", "\r\n", "Transfer-Encoding: chunked", "5", "x"),
      maxLength: 30,
    });
    fc.assert(fc.property(noise, (text) => readHttpMessages(bytesOf(text)).messages.length >= 0));
  });

  it("reads messages without content", () => {
    const { messages } = readHttpMessages(
      bytesOf('HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\nHTTP/1.1 204 \r\n\r\n'),
    );
    expect(messages.map(({ status, complete }) => [status, complete])).toEqual([
      [304, true],
      [204, true],
    ]);
  });

  it.each([
    ["an empty line between", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na\r\nHTTP/1.1 200 OK\r\n", 46],
    ["a wrong length", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\na", 0],
    ["a chunk without its CRLF", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 51],
  ])("stops at %s, and says where", (_, text, offset) => {
    expect(readHttpMessages(bytesOf(text)).faults).toMatchObject([{ offset: expect.any(Number) }]);
    expect(Math.abs((readHttpMessages(bytesOf(text)).faults[0]?.offset ?? -99) - offset)).toBeLessThan(12);
  });
});
