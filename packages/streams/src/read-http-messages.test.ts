import { describe, expect, it } from "vitest";
import { bytesOf, everyChunking } from "../test/chunks.ts";
import { codeOfLater } from "../test/codes.ts";
import { readAll, sourceOf } from "../test/source.ts";
import { readHttpMessages } from "./read-http-messages.ts";

const stream =
  "HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" +
  "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";

describe("readHttpMessages", () => {
  it("returns messages in order for every split of the bytes", async () => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      const messages: [number, string][] = [];
      for await (const { status, body } of readHttpMessages(sourceOf(chunks).stream)) {
        messages.push([status, await readAll(body)]);
      }
      expect(messages).toEqual([
        [304, ""],
        [200, "hello"],
        [200, "abcde"],
      ]);
    }
  });

  it("discards bodies that are not read", async () => {
    const statuses: number[] = [];
    for await (const { status } of readHttpMessages(sourceOf([bytesOf(stream)]).stream)) statuses.push(status);
    expect(statuses).toEqual([304, 200, 200]);
  });

  it("fails if the stream is truncated in a message or malformed, and cancels the source", async () => {
    const truncated = readHttpMessages(sourceOf([bytesOf(stream.slice(0, -3))]).stream);
    expect(
      await codeOfLater(async () => {
        for await (const message of truncated) await message.text();
      }),
    ).toBe("truncated");
    const request = sourceOf([bytesOf("GET / HTTP/1.1\r\n\r\n")], "open");
    expect(await codeOfLater(() => readHttpMessages(request.stream).next())).toBe("start-line");
    expect(request.cancelled()).toBeDefined();
  });

  it("cancels the source when the loop is left", async () => {
    const source = sourceOf([bytesOf(stream)], "open");
    for await (const message of readHttpMessages(source.stream)) if (message.status === 200) break;
    expect(source.cancelled()).toEqual({ reason: undefined });
  });

  it("reads a multipart message", async () => {
    const body = "--B\r\n\r\nx\r\n--B--";
    const head = `HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=B\r\nContent-Length: ${body.length}\r\n\r\n`;
    const bodies: string[] = [];
    for await (const message of readHttpMessages(sourceOf([bytesOf(head + body)]).stream)) {
      for await (const part of message.parts()) bodies.push(await part.text());
    }
    expect(bodies).toEqual(["x"]);
  });
});
