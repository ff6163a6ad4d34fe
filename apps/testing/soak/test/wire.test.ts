import { describe, expect, it } from "vitest";
import { readNotification } from "../src/wire/notification.ts";
import { ResponseReader } from "../src/wire/response-reader.ts";
import { StrictHttpMessages } from "../src/wire/strict-http.ts";
import { StrictJsonSequence } from "../src/wire/strict-json-sequence.ts";
import { StrictMultipart } from "../src/wire/strict-multipart.ts";
import { WireError } from "../src/wire/wire-error.ts";

/** The contents that a decoder finds; it must find the same in all bytes at once and one by one. */
function bothWays(decode: (pieces: readonly Buffer[]) => readonly string[], text: string): readonly string[] {
  const bytes = Buffer.from(text, "latin1");
  const whole = attempt(() => decode([bytes]));
  const single = attempt(() => decode(Array.from(bytes, (byte) => Buffer.of(byte))));
  if (whole instanceof Error) {
    // One byte at a time, the error may quote less.
    if (!(single instanceof WireError)) throw new Error("One byte at a time, it was accepted", { cause: whole });
    throw whole;
  }
  expect(single).toEqual(whole);
  return whole;
}

function attempt(decode: () => readonly string[]): readonly string[] | Error {
  try {
    return decode();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

describe("the strict decoder of multipart", () => {
  const decode = (text: string) =>
    bothWays((pieces) => {
      const parts: string[] = [];
      const decoder = new StrictMultipart("b", {
        onPart: () => parts.push(""),
        onContent: (bytes) => parts.push((parts.pop() ?? "") + bytes.toString("latin1")),
        onPartEnd() {},
      });
      for (const piece of pieces) decoder.push(piece);
      return decoder.over ? parts : [...parts, "open"];
    }, text);

  it("accepts what a correct server sends", () => {
    expect(decode("--b\r\n\r\nx\r\n--b\r\nContent-Length: 2\r\n\r\nyz\r\n--b--\r\n")).toEqual(["x", "yz"]);
    expect(decode("--b\r\n\r\n\r\n--b--")).toEqual([""]);
    expect(decode("--b\r\n\r\nx\r\r\n-\r\n--\r\n--b")).toEqual(["x\r\r\n-\r\n--", "open"]);
    expect(decode("--b\r\n\r\nx--b\r\n--b--\r\n")).toEqual(["x--b"]);
  });

  it.each([
    ["a preamble", "x\r\n--b\r\n\r\n\r\n--b--"],
    ["padding", "--b \r\n\r\n\r\n--b--"],
    ["a longer boundary", "--b\r\n\r\nx\r\n--bc\r\n\r\n"],
    ["a boundary after LF", "--b\r\n\r\nx\n--by\r\n--b--"],
    ["a boundary after CR", "--b\r\n\r\nx\r--by\r\n--b--"],
    ["a boundary at the beginning of content", "--b\r\n\r\n--b--x\r\n--b--"],
    ["an epilogue", "--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\n"],
    ["another length", "--b\r\nContent-Length: 3\r\n\r\nx\r\n--b--"],
    ["two lengths", "--b\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\nx\r\n--b--"],
    ["no field", "--b\r\nx\r\n\r\nx\r\n--b--"],
    ["a folded field", "--b\r\na: b\r\n c\r\n\r\nx\r\n--b--"],
    ["a control character in a field", "--b\r\na: b\rc\r\n\r\nx\r\n--b--"],
  ])("refuses %s", (_, text) => {
    expect(() => decode(text)).toThrow(WireError);
  });
});

describe("the strict decoder of application/http", () => {
  const decode = (text: string) =>
    bothWays((pieces) => {
      const contents: string[] = [];
      const decoder = new StrictHttpMessages((_, __, content) => contents.push(content.toString("latin1")));
      for (const piece of pieces) decoder.push(piece);
      return decoder.midway ? [...contents, "open"] : contents;
    }, text);

  it("accepts what a correct server sends", () => {
    const message = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
    expect(decode(message + message)).toEqual(["x", "x"]);
    expect(
      decode(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n${message}`),
    ).toEqual(["xyz", "x"]);
    expect(decode(`${message}H`)).toEqual(["x", "open"]);
  });

  it.each([
    ["a line in between", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"],
    ["no length", "HTTP/1.1 200 OK\r\n\r\n"],
    ["both framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a request", "GET / HTTP/1.1\r\n\r\n"],
    ["a chunk that is longer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz"],
  ])("refuses %s", (_, text) => {
    expect(() => decode(text)).toThrow(WireError);
  });
});

describe("the strict decoder of application/json-seq", () => {
  const decode = (text: string) =>
    bothWays((pieces) => {
      const texts: string[] = [];
      const decoder = new StrictJsonSequence((_, content) => texts.push(content.toString("latin1")));
      for (const piece of pieces) decoder.push(piece);
      return decoder.midway ? [...texts, "open"] : texts;
    }, text);

  it("accepts what a correct server sends", () => {
    expect(decode('\x1e{"a":1}\n\x1e\x1e{"b":\n2}\n\x1e')).toEqual(['{"a":1}', '{"b":\n2}']);
    expect(decode('\x1e{"a"')).toEqual(["open"]);
  });

  it.each([
    ["no RS", '{"a":1}\n'],
    ["no LF", '\x1e{"a":1}\x1e{"b":2}\n'],
    ["no JSON", "\x1e{a}\n\x1e{}\n"],
  ])("refuses %s", (_, text) => {
    expect(() => decode(text)).toThrow(WireError);
  });
});

describe("the strict reader of notifications", () => {
  const message = "Method: PUT\r\nDate: Sun, 22 Nov 2026 07:33:04 GMT\r\nEvent-ID: 1\r\n";
  const read = (mediaType: string, text: string) => readNotification(mediaType, Buffer.from(text, "latin1"));

  it("reads each form", () => {
    expect(read("message/rfc822", `${message}\r\n`)).toMatchObject({ id: "1", terminal: false });
    expect(read("application/json", '{"event-id":"1","type":"delete","published":"x"}')).toMatchObject({
      terminal: true,
    });
    expect(read("application/activity+json", '{"state":"1","type":"Delete","object":"/a"}')).toMatchObject({ id: "1" });
  });

  it.each([
    ["message/rfc822", `${message}X-Evil: 1\r\n\r\n`],
    ["message/rfc822", `${message}Event-ID: 2\r\n\r\n`],
    ["message/rfc822", `${message}\r\nbody`],
    ["message/rfc822", message],
    ["application/json", '{"event-id":"1","type":"delete","published":"x","evil":1}'],
    ["application/json", '{"type":"delete"}'],
    ["application/activity+json", '{"state":"1","type":"Delete","object":"/a","evil":1}'],
    ["text/plain", ""],
  ])("refuses what has no business in %s: %j", (mediaType, text) => {
    expect(() => read(mediaType, text)).toThrow(WireError);
  });
});

describe("the strict reader of responses", () => {
  const read = (text: string) =>
    bothWays((pieces) => {
      let content = "";
      const reader = new ResponseReader("GET", {
        onHead() {},
        onContent: (bytes) => {
          content += bytes.toString("latin1");
        },
      });
      for (const piece of pieces) reader.push(piece);
      return [content, reader.complete ? "complete" : "open"];
    }, text);

  it("reads each framing, and skips interim responses", () => {
    expect(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")).toEqual([
      "x",
      "complete",
    ]);
    expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")).toEqual(["x", "complete"]);
    expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")).toEqual(["x", "open"]);
    expect(read("HTTP/1.1 204 No Content\r\n\r\n")).toEqual(["", "complete"]);
  });

  it.each([
    ["two framings", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["no status line", "HTTP/1.1 OK\r\n\r\n"],
    ["a malformed field", "HTTP/1.1 200 OK\r\na b: c\r\n\r\n"],
    ["a malformed chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"],
  ])("refuses %s", (_, text) => {
    expect(() => read(text)).toThrow(WireError);
  });
});
