import { describe, expect, it } from "vitest";
import { bytesOf, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import {
  encodeHttpChunk,
  encodeHttpMessage,
  encodeHttpMessageHead,
  encodeLastHttpChunk,
  type HttpFraming,
} from "./http.ts";

const empty = new Uint8Array();

describe("encodeHttpMessage", () => {
  it("adds the exact Content-Length (EQ-ST-5)", () => {
    const message = { status: 200, fields: [["Content-Type", "text/plain"]], body: bytesOf("hello") } as const;
    expect(textOf(encodeHttpMessage(message))).toBe(
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    );
    expect(textOf(encodeHttpMessage({ status: 299, fields: [], body: empty }))).toBe(
      "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n",
    );
  });

  it("keeps a matching Content-Length, and writes the given reason", () => {
    const message = { status: 200, reason: "Fine", fields: [["content-length", "2"]], body: bytesOf("hi") } as const;
    expect(textOf(encodeHttpMessage(message))).toBe("HTTP/1.1 200 Fine\r\ncontent-length: 2\r\n\r\nhi");
  });

  it.each([100, 102, 103, 204, 304])("adds no Content-Length to %i, and refuses a body", (status) => {
    expect(textOf(encodeHttpMessage({ status, fields: [], body: empty }))).toMatch(
      /^HTTP\/1\.1 \d+ [A-Z][A-Za-z ]+\r\n\r\n$/,
    );
    expect(codeOf(() => encodeHttpMessage({ status, fields: [], body: bytesOf("x") }))).toBe("length-mismatch");
  });

  it("allows the length of the representation in a 304, but not in a 204 (RFC 9110, 8.6)", () => {
    const fields = [["Content-Length", "14"]] as const;
    expect(textOf(encodeHttpMessage({ status: 304, fields, body: empty }))).toContain("Content-Length: 14\r\n\r\n");
    expect(codeOf(() => encodeHttpMessage({ status: 204, fields, body: empty }))).toBe("length-mismatch");
  });

  it.each([
    [[["Content-Length", "3"]]],
    [
      [
        ["Content-Length", "2"],
        ["content-length", "2"],
      ],
    ],
    [[["Transfer-Encoding", "chunked"]]],
  ] as const)("refuses framing fields that do not fit: %j", (fields) => {
    expect(codeOf(() => encodeHttpMessage({ status: 200, fields, body: bytesOf("hi") }))).toBe("length-mismatch");
  });

  it.each([
    [0, undefined],
    [99, undefined],
    [600, undefined],
    [200.5, undefined],
    [Number.NaN, undefined],
    [200, "OK\r\nA: 1"],
    [200, "\u010a"],
  ])("refuses status %s with reason %j", (status, reason) => {
    expect(codeOf(() => encodeHttpMessage({ status, reason, fields: [], body: empty }))).toBe("start-line");
  });
});

describe("encodeHttpMessageHead", () => {
  it("frames a streamed body", () => {
    const head = (framing: HttpFraming, status = 200) => textOf(encodeHttpMessageHead({ status, fields: [] }, framing));
    expect(head({ length: 7 })).toBe("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
    expect(head("chunked")).toBe("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    expect(head("none", 304)).toBe("HTTP/1.1 304 Not Modified\r\n\r\n");
  });

  it("does not repeat a given coding", () => {
    const fields = [["transfer-encoding", "Chunked"]] as const;
    expect(textOf(encodeHttpMessageHead({ status: 200, fields }, "chunked"))).toBe(
      "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n",
    );
  });

  it.each<[number, HttpFraming, string]>([
    [200, "none", ""],
    [204, "chunked", ""],
    [304, { length: 0 }, ""],
    [200, { length: -1 }, ""],
    [200, { length: 1.5 }, ""],
    [200, "chunked", "Content-Length"],
    [200, "chunked", "Transfer-Encoding"],
  ])("refuses %i with framing %j and field %j", (status, framing, name) => {
    const fields = name === "" ? [] : ([[name, "1"]] as const);
    expect(codeOf(() => encodeHttpMessageHead({ status, fields }, framing))).toBe("length-mismatch");
  });
});

describe("the chunked coding", () => {
  it("writes sizes in hexadecimal, and never an empty chunk", () => {
    expect(textOf(encodeHttpChunk(bytesOf("x".repeat(26))))).toBe(`1a\r\n${"x".repeat(26)}\r\n`);
    expect(encodeHttpChunk(empty)).toHaveLength(0);
    expect(textOf(encodeLastHttpChunk())).toBe("0\r\n\r\n");
  });
});
