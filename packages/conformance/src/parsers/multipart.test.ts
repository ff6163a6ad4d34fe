import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMultipart } from "./multipart.ts";

const bytesOf = (text: string) => Buffer.from(text, "latin1");
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bodies = (text: string, boundary = "B") =>
  readMultipart(bytesOf(text), boundary).parts.map(({ body }) => textOf(body));
const faults = (text: string) => readMultipart(bytesOf(text), "B").faults.map(({ message }) => message);

const part = fc.record({
  fields: fc.array(fc.tuple(fc.stringMatching(/^[A-Z][a-z-]{0,9}$/), fc.stringMatching(/^(?:[!-~]{1,12})?$/)), {
    maxLength: 3,
  }),
  // Bytes that often look like a part of a delimiter.
  body: fc.string({ unit: fc.constantFrom("\r", "\n", "-", "B", "a", "\r\n"), maxLength: 30 }),
});

describe("readMultipart", () => {
  it("reads back every sequence of parts with offsets, and each prefix of it", () => {
    const document = fc
      .array(part, { maxLength: 4 })
      .filter((parts) => parts.every(({ body }) => !`\r\n${body}`.includes("\n--B")));
    fc.assert(
      fc.property(document, fc.constantFrom("", " ", " \t"), (parts, padding) => {
        const content = parts.map(({ fields, body }) => {
          const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
          return `--B${padding}\r\n${head}\r\n${body}\r\n`;
        });
        const text = `${content.join("")}--B--\r\n`;
        const read = readMultipart(bytesOf(text), "B");
        expect(read.parts.map(({ body }) => textOf(body))).toEqual(parts.map(({ body }) => body));
        expect(read.parts.map(({ fields }) => fields.map(({ name, value }) => [name, value]))).toEqual(
          parts.map(({ fields }) => fields),
        );
        for (const { bodyOffset, body } of read.parts) {
          expect(text.slice(bodyOffset, bodyOffset + body.length)).toBe(textOf(body));
        }
        expect(read).toMatchObject({ closed: true, faults: [], epilogue: { length: 2 } });
        for (let length = 0; length < text.length; length += 1) {
          const begun = readMultipart(bytesOf(text.slice(0, length)), "B");
          const whole = begun.parts.filter(({ closed }) => closed);
          expect(whole).toEqual(read.parts.slice(0, whole.length));
          expect(begun.faults).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never throws, whatever the input", () => {
    const noise = fc.string({
      unit: fc.constantFrom("\r\n", "\r", "\n", "--B", "--", "-", " ", "x", ":"),
      maxLength: 40,
    });
    fc.assert(fc.property(noise, (text) => readMultipart(bytesOf(text), "B").parts.length >= 0));
  });

  it("takes a delimiter without line ending for the end of a part (PREP-RS-8), and one with -- for the last", () => {
    expect(readMultipart(bytesOf("--B\r\n\r\none\r\n--B"), "B").parts).toMatchObject([{ closed: true }]);
    expect(readMultipart(bytesOf("--B\r\n\r\none\r\n--"), "B").parts).toMatchObject([{ closed: false }]);
    expect(readMultipart(bytesOf("--B\r\n\r\none\r\n--B--"), "B")).toMatchObject({ closed: true, parts: [{}] });
  });

  it("reads a nested digest with offsets in the whole content", () => {
    const text =
      "--A\r\nContent-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\nMethod: PUT\r\n\r\n--B--\r\n--A--";
    const outer = readMultipart(bytesOf(text), "A");
    const [digest] = outer.parts;
    const inner = readMultipart(digest?.body ?? bytesOf(""), "B", digest?.bodyOffset);
    expect(inner.parts[0]?.bodyOffset).toBe(text.indexOf("Method"));
    expect([outer.closed, inner.closed]).toEqual([true, true]);
  });

  it("reads a part that has fields and no body", () => {
    const { parts } = readMultipart(bytesOf("--B\r\nA: b\r\n\r\n--B--"), "B");
    expect(parts).toMatchObject([{ fields: [{ name: "A", value: "b" }], body: { length: 0 } }]);
  });

  it("reports what the format forbids", () => {
    expect(bodies("preamble\r\n--B\r\n\r\none\r\n--B--\r\nepilogue")).toEqual(["one"]);
    expect(faults("--B\r\n\r\none\n--B\r\n\r\ntwo\r\n--B--")).toEqual(["a delimiter after a bare LF"]);
    expect(faults("--B\r\n\r\none\r\n--Bx\r\n--B--")).toEqual(['"--B" begins a line, but is not alone on it']);
    expect(faults("--B\r\n--B--")).toEqual(["a delimiter that shares its CRLF with the one before"]);
    expect(faults("--B\r\nno field\r\n\r\none\r\n--B--")).toEqual(['not a field line: "no field"']);
  });
});
