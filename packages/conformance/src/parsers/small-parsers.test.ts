import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHeaderBlock } from "./header-block.ts";
import { readHttpDate } from "./http-date.ts";
import { readMailMessage } from "./mail-message.ts";
import { boundaryOf, readMediaType } from "./media-type.ts";

const bytesOf = (text: string) => Buffer.from(text, "latin1");

describe("readHttpDate", () => {
  it("reads the output of toUTCString, and refuses a wrong day of the week", () => {
    const date = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (time) => {
        const text = time.toUTCString();
        expect(readHttpDate(text)).toBe(Math.floor(time.getTime() / 1_000) * 1_000);
        expect(readHttpDate(text.replace(/^.../, text.startsWith("Mon") ? "Tue" : "Mon"))).toBeUndefined();
      }),
    );
  });

  it.each([
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Thu, 31 Feb 2026 00:00:00 GMT",
    "",
    "Sun, 06 Nov 1994 24:00:00 GMT",
  ])("refuses %j", (text) => {
    expect(readHttpDate(text)).toBeUndefined();
  });
});

describe("readMediaType", () => {
  const token = fc.stringMatching(/^[a-z0-9.+-]{1,8}$/);
  it("reads back every type", () => {
    const parameters = fc.uniqueArray(fc.tuple(token, fc.stringMatching(/^[ -~]{0,8}$/)), {
      selector: ([name]) => name,
      maxLength: 3,
    });
    fc.assert(
      fc.property(token, token, parameters, (type, subtype, given) => {
        const text = given
          .map(([name, value]) => `; ${name.toUpperCase()}="${value.replaceAll(/["\\]/g, "\\$&")}"`)
          .join("");
        const read = readMediaType(`${type}/${subtype}${text}`);
        expect(read?.essence).toBe(`${type}/${subtype}`);
        expect([...(read?.parameters ?? [])]).toEqual(given);
      }),
    );
  });

  it.each(["text", "text/", "text/plain; a", "text/plain; a=b; A=c", 'text/plain; a="b', "text/plain, a/b", ""])(
    "refuses %j",
    (text) => {
      expect(readMediaType(text)).toBeUndefined();
    },
  );

  it("returns boundaries that RFC 2046 allows", () => {
    const boundary = (text: string) => boundaryOf(readMediaType(`multipart/mixed; boundary=${text}`));
    expect(boundary('"a b+/"')).toBe("a b+/");
    expect(boundary('"ends with space "')).toBeUndefined();
    expect(boundary("a".repeat(70))).toHaveLength(70);
    expect(boundary("a".repeat(71))).toBeUndefined();
  });
});

describe("readMailMessage and readHeaderBlock", () => {
  const field = fc.tuple(fc.stringMatching(/^[A-Za-z-]{1,8}$/), fc.stringMatching(/^(?:[!-~](?:[ -~]{0,8}[!-~])?)?$/));
  it("read back every message with offsets", () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), fc.option(fc.string({ unit: "binary-ascii" })), (fields, body) => {
        const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
        const text = head + (body === null ? "" : `\r\n${body}`);
        const read = readMailMessage(bytesOf(text), 7);
        expect(read.fields.map(({ name, value }) => [name, value])).toEqual(fields);
        expect(Buffer.from(read.body).toString("latin1")).toBe(body ?? "");
        for (const { name, offset } of read.fields) expect(text.slice(offset - 7).startsWith(`${name}:`)).toBe(true);
        expect(read.faults).toEqual([]);
      }),
    );
  });

  it("never throw, and report lines that are not field lines", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => readHeaderBlock(bytes).bodyStart >= 0));
    expect(readMailMessage(bytesOf("A: b\r\n folded\r\nC : d\r\nE: f\ng\r\n\r\n")).faults).toHaveLength(3);
  });
});
