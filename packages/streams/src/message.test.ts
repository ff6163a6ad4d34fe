import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { decodeMessage, encodeMessage } from "./message.ts";

describe("encodeMessage", () => {
  it("writes fields, empty line, body (PREP-MS-3, PREP-MS-7)", () => {
    expect(textOf(encodeMessage([["Method", "PUT"]]))).toBe("Method: PUT\r\n\r\n");
    expect(textOf(encodeMessage([["Method", "PATCH"]], bytesOf("{}")))).toBe("Method: PATCH\r\n\r\n{}");
  });
});

describe("decodeMessage", () => {
  it.each([
    ["Method: PUT\r\nEvent-ID: 1\r\n\r\n", { method: "PUT", "event-id": "1" }, ""],
    ["Method: PUT\r\n\r\n\r\nx\n\n", { method: "PUT" }, "\r\nx\n\n"],
    ['Method: PUT\nETag: "1"\n\nbody', { method: "PUT", etag: '"1"' }, "body"],
    ["Method: PUT\r\nDate: x\r\n", { method: "PUT", date: "x" }, ""],
    ["Method: PUT\r\nDate: x", { method: "PUT", date: "x" }, ""],
    ["Subject: a\r\n b\r\n\r\n", { subject: "a b" }, ""],
    ["\r\nbody", {}, "body"],
    ["\nbody", {}, "body"],
    ["", {}, ""],
  ])("reads %j", (message, fields, body) => {
    const decoded = decodeMessage(bytesOf(message));
    expect(Object.fromEntries(decoded.fields)).toEqual(fields);
    expect(textOf(decoded.body)).toBe(body);
  });

  it("limits the fields but not the body", () => {
    const message = bytesOf(`A: ${"x".repeat(20)}\r\n\r\n${"y".repeat(1000)}`);
    expect(codeOf(() => decodeMessage(message, { fieldBlock: 20 }))).toBe("field-block-too-large");
    expect(decodeMessage(message, { fieldBlock: 30 }).body).toHaveLength(1000);
    expect(codeOf(() => decodeMessage(bytesOf("A: 1\r\n".repeat(4000))))).toBe("field-block-too-large");
  });

  it("refuses malformed fields", () => {
    expect(codeOf(() => decodeMessage(bytesOf("hello")))).toBe("field-syntax");
  });

  it("decodes encoded messages, and throws only StreamError", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.stringMatching(/^(?:[!-~][ -~]{0,10}[!-~])?$/), (bytes, value) => {
        const decoded = decodeMessage(encodeMessage([["X-A", value]], bytes));
        expect([decoded.fields.get("x-a"), textOf(decoded.body)]).toEqual([value, textOf(bytes)]);
        codeOf(() => decodeMessage(bytes));
      }),
    );
  });
});
