import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, everyChunking, randomChunks, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { bytesInUse } from "../test/memory.ts";
import { feed, recordMultipart } from "../test/record.ts";
import { createBoundary } from "./boundary.ts";
import { encodeCloseDelimiter, encodeFirstDelimiter, encodePart } from "./multipart.ts";
import { MultipartDecoder } from "./multipart-decoder.ts";

const whole = true;

describe("MultipartDecoder", () => {
  it.each([
    ["one part", "--B\r\nA: 1\r\n\r\nhello\r\n--B--\r\n", [{ fields: { a: "1" }, body: "hello", whole }]],
    ["no part", "--B--", []],
    ["line ends without CR", "--B\nA: 1\n\nx\ny\n--B--\n", [{ fields: { a: "1" }, body: "x\ny", whole }]],
    ["no fields", "--B\r\n\r\nhello\r\n--B--", [{ fields: {}, body: "hello", whole }]],
    ["a filler: no fields, no body", "--B\r\n\r\n\r\n--B--", [{ fields: {}, body: "", whole }]],
    [
      "one line end for empty line and delimiter",
      "--B\r\nA: 1\r\n\r\n--B--",
      [{ fields: { a: "1" }, body: "", whole }],
    ],
    ["no empty line", "--B\r\nA: 1\r\n--B--", [{ fields: { a: "1" }, body: "", whole }]],
    [
      "two delimiters in a row",
      "--B\r\n--B\r\n\r\nx\r\n--B--",
      [
        { fields: {}, body: "", whole },
        { fields: {}, body: "x", whole },
      ],
    ],
    [
      "padding behind delimiters",
      "--B \t \r\nA: 1\r\n\r\nx\r\n--B\t\r\n\r\ny\r\n--B-- \r\n",
      [
        { fields: { a: "1" }, body: "x", whole },
        { fields: {}, body: "y", whole },
      ],
    ],
    [
      "preamble and epilogue",
      "pre --B\r\n--\r\n\r\n--B\r\n\r\nx\r\n--B--\r\nepilogue\r\n--B\r\n\r\nno part",
      [{ fields: {}, body: "x", whole }],
    ],
    [
      "hyphens, CR and LF in the body",
      "--B\r\n\r\n\r\n\r\r\n-\r\n--\n--A\r\n--b\r--B-\n\r\n--B--",
      [{ fields: {}, body: "\r\n\r\r\n-\r\n--\n--A\r\n--b\r--B-\n", whole }],
    ],
    [
      "the delimiter within a line",
      "--B\r\n\r\nx--B\r\n --B--\r\n--B--",
      [{ fields: {}, body: "x--B\r\n --B--", whole }],
    ],
    [
      "a field that is repeated or folded",
      "--B\r\nA: 1\r\nB: x\r\n  y\r\na: 2\r\n\r\n\r\n--B--",
      [{ fields: { a: "1, 2", b: "x y" }, body: "", whole }],
    ],
    [
      "fields beyond ASCII",
      "--B\r\nA: caf\xe9 \x80\r\n\r\n\xff\0\r\n--B--",
      [{ fields: { a: "caf\xe9 \x80" }, body: "\xff\0", whole }],
    ],
    [
      "a field that begins like the delimiter",
      "--B\r\n--A: 1\r\n-: 2\r\n\r\nx\r\n--B--",
      [{ fields: { "--a": "1", "-": "2" }, body: "x", whole }],
    ],
    [
      "a digest of message/rfc822 (PREP-RS-5)",
      "--B\r\n\r\nMethod: PUT\r\nEvent-ID: 1\r\n\r\n\r\n--B\r\n\r\n\r\n--B--",
      [
        { fields: {}, body: "Method: PUT\r\nEvent-ID: 1\r\n\r\n", whole },
        { fields: {}, body: "", whole },
      ],
    ],
    [
      "Content-Length",
      "--B\r\nContent-Length: 5\r\n\r\na\r\n--\r\n--B\r\nContent-Length: 0\r\n\r\n\r\n--B\ncontent-length: 0, 0\n\n--B\r\nContent-Length:1\r\n\r\n\r\r\n--B--",
      [
        { fields: { "content-length": "5" }, body: "a\r\n--", whole },
        { fields: { "content-length": "0" }, body: "", whole },
        { fields: { "content-length": "0, 0" }, body: "", whole },
        { fields: { "content-length": "1" }, body: "\r", whole },
      ],
    ],
  ])("decodes the same for every split of the bytes: %s", (_, stream, parts) => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      expect(feed(recordMultipart("B"), chunks)).toEqual({ parts, ended: true });
    }
  });

  it("reports a part at its delimiter, without waiting for another byte (PREP-RS-8, EQ-ST-7)", () => {
    const [decoder, { parts }] = recordMultipart("B/+1");
    decoder.push(bytesOf("--B/+1"));
    decoder.push(bytesOf("\r\nA: 1\r\n\r\nhello\r\n--B/+1"));
    expect(parts).toEqual([{ fields: { a: "1" }, body: "hello", whole }]);
    decoder.push(bytesOf("\r\n\r\nMethod: PUT\r\n\r\n\r\n--B/+1"));
    expect(parts.at(1)).toEqual({ fields: {}, body: "Method: PUT\r\n\r\n", whole });
    decoder.push(bytesOf("\r\nA: 2\r\n--B/+1"));
    expect(parts.at(2)).toEqual({ fields: { a: "2" }, body: "", whole });
    decoder.push(bytesOf("--"));
    decoder.finish();
    expect(parts).toHaveLength(3);
  });

  it("reports a part when its Content-Length is reached", () => {
    const [decoder, { parts }] = recordMultipart("B");
    decoder.push(bytesOf("--B\r\nContent-Length: 5\r\n\r\nhel"));
    expect(parts).toMatchObject([{ body: "hel", whole: false }]);
    decoder.push(bytesOf("lo"));
    expect(parts).toMatchObject([{ body: "hello", whole }]);
  });

  it("reports the end at the close-delimiter, without waiting for its line end", () => {
    const [decoder, recording] = recordMultipart("B");
    decoder.push(bytesOf("--B\r\n\r\nx\r\n--B-"));
    expect(recording.ended).toBe(false);
    decoder.push(bytesOf("-"));
    expect(recording.ended).toBe(true);
  });

  it("treats a longer line that begins like a delimiter as body, unless the part is already complete (PREP-RS-10)", () => {
    for (const tail of ["xyz", "-x", " x", "\rx", "1\r\n--B2\r\n--B3--"]) {
      const stream = `--B\r\n\r\na\r\n--B${tail}\r\n--B--`;
      const expected = [{ fields: {}, body: `a\r\n--B${tail}`, whole }];
      expect(feed(recordMultipart("B"), [bytesOf(stream)]).parts).toEqual(expected);
      for (let at = 0; at < stream.length; at++) {
        const split = [bytesOf(stream.slice(0, at)), bytesOf(stream.slice(at))];
        const cuts = [...stream.matchAll(/\n--B(?=[x123]|-x| x|\rx)/g)].some(
          ({ index }) => at >= index + 4 && at < stream.indexOf("x", index + 4) + (tail.startsWith("1") ? -1 : 1),
        );
        const code = codeOf(() => expect(feed(recordMultipart("B"), split).parts).toEqual(expected));
        if (tail.startsWith("1")) expect([undefined, "boundary"]).toContain(code);
        else expect(code).toBe(cuts ? "boundary" : undefined);
      }
    }
  });

  it.each([
    ["field-syntax", "--B\r\nno colon\r\n\r\n"],
    ["field-syntax", "--B\r\nA b: 1\r\n\r\n"],
    ["field-syntax", "--B\r\n: 1\r\n\r\n"],
    ["field-syntax", "--B\r\n folded: 1\r\n\r\n"],
    ["field-syntax", "--B\r\nA: 1\rB: 2\r\n\r\n"],
    ["field-syntax", "--B\r\nA: \0\r\n\r\n"],
    ["field-block-too-large", `--B\r\nA: ${"x".repeat(100)}\r\n\r\n`],
    ["field-block-too-large", `--B\r\n${"A: 1\r\n".repeat(20)}\r\n`],
    ["part-too-large", `--B\r\n\r\n${"x".repeat(101)}\r\n--B--`],
    ["length-mismatch", "--B\r\nContent-Length: 3\r\n\r\nx\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: 5\r\n\r\n\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: 3\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: 3\r\n\r\nxxxx\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: 0\r\n\r\nx\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: 1\r\n\r\nx\r\n--C--"],
    ["length-mismatch", "--B\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx\r\n--B--"],
    ["length-mismatch", "--B\r\nContent-Length: -1\r\n\r\nx\r\n--B--"],
    ["length-mismatch", `--B\r\nContent-Length: ${"9".repeat(30)}\r\n\r\nx\r\n--B--`],
    ["truncated", "--B\r\n\r\nx\r\n--B\r\n"],
    ["truncated", ""],
  ])("refuses with %s, for every split of the bytes: %j", (code, stream) => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      const [decoder, recording] = recordMultipart("B", { fieldBlock: 100, part: 100 });
      expect(codeOf(() => feed([decoder, recording], chunks))).toBe(code);
      expect(codeOf(() => decoder.push(bytesOf("--B--")))).toBe(code);
      expect(codeOf(() => decoder.finish())).toBe(code);
    }
  });

  it("reports limits and positions in its errors", () => {
    const [decoder] = recordMultipart("B", { part: 3 });
    decoder.push(bytesOf("--B\r\n\r\n"));
    expect(() => decoder.push(bytesOf("abcd"))).toThrow(expect.objectContaining({ limit: 3, offset: 7 }));
  });

  it("detects truncation at every position before the close-delimiter", () => {
    const stream = bytesOf("--B\r\nA: 1\r\n\r\nhello\r\n--B\r\nContent-Length: 2\r\n\r\nhi\r\n--B--");
    for (let end = 0; end < stream.length; end++) {
      expect(codeOf(() => feed(recordMultipart("B"), [stream.subarray(0, end)]))).toBe("truncated");
    }
  });

  it("keeps failing with an error that a handler threw", () => {
    const fault = new RangeError("mine");
    const decoder = new MultipartDecoder("B", {
      onPart: () => {
        throw fault;
      },
      onBody: () => {},
      onPartEnd: () => {},
      onEnd: () => {},
    });
    expect(() => decoder.push(bytesOf("--B\r\n\r\n"))).toThrow(fault);
    expect(() => decoder.push(bytesOf("x"))).toThrow(fault);
  });

  it.each(["", "x".repeat(71), "a\r\nb", "space ", "é"])("refuses the boundary %j", (boundary) => {
    expect(codeOf(() => recordMultipart(boundary))).toBe("boundary");
  });

  it("passes bodies on as views of the pushed chunks", () => {
    const stream = bytesOf("--B\r\n\r\nhello\r\n--B--");
    const views: Uint8Array[] = [];
    const decoder = new MultipartDecoder("B", {
      onPart: () => {},
      onBody: (chunk) => views.push(chunk),
      onPartEnd: () => {},
      onEnd: () => {},
    });
    decoder.push(stream);
    expect(views.map(textOf)).toEqual(["hello"]);
    expect(views.at(0)?.buffer).toBe(stream.buffer);
  });

  it("decodes encoded parts, also nested, for every split", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/).map((text) => `x-${text}`);
    const value = fc.stringMatching(/^(?:[!-~][ -~]{0,10}[!-~])?$/);
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(fc.constantFrom("\r", "\n", "-", "--", "B", "\r\n--")).map((texts) => bytesOf(texts.join(""))),
    );
    const part = fc.record({
      fields: fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key.toLowerCase() }),
      body,
    });
    const encode = (boundary: string, parts: { fields: [string, string][]; body: Uint8Array }[]) =>
      Buffer.concat([
        encodeFirstDelimiter(boundary),
        ...parts.map(({ fields, body }) => encodePart(boundary, fields, body)),
        encodeCloseDelimiter(),
      ]);
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { maxLength: 4 }), fc.nat(), (outer, seed) => {
        const [outerBoundary, innerBoundary] = [createBoundary(), createBoundary()];
        const digests = outer.map((inner) => ({
          fields: [] as [string, string][],
          body: encode(innerBoundary, inner),
        }));
        const decoded = feed(recordMultipart(outerBoundary), randomChunks(encode(outerBoundary, digests), seed));
        expect(decoded.parts).toHaveLength(outer.length);
        decoded.parts.forEach(({ body }, index) => {
          expect(feed(recordMultipart(innerBoundary), randomChunks(bytesOf(body), seed + 1)).parts).toEqual(
            outer.at(index)?.map((one) => ({
              fields: Object.fromEntries(one.fields.map(([key, text]) => [key.toLowerCase(), text])),
              body: textOf(one.body),
              whole,
            })),
          );
        });
      }),
      { numRuns: 200 },
    );
  });

  it("throws only StreamError for any bytes, and decodes the same for every split unless a delimiter is ambiguous", () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("\r\n--B\r\n\r\n", "\r\n--B \r\nA: 1\r\n\r\n", "\n--B\n\n") },
      { weight: 3, arbitrary: fc.constantFrom("\r\n", "\n", "\r", "--", "-", "B", " ", "A: 1", "xyz") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("--B", "\r\n--B", "\r\n--B\r\nA", "\r\n--B\r\nContent-Length: 3\r\n\r\n"),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map(textOf) },
    );
    const compared = { whole: 0, failed: 0 };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, seed) => {
        const bytes = bytesOf(`--B\r\n\r\n${pieces.join("")}\r\n--B--`);
        const outcome = (chunks: Uint8Array[]) => {
          const recorder = recordMultipart("B", { fieldBlock: 64, part: 64 });
          const code = codeOf(() => feed(recorder, chunks));
          return code === undefined ? recorder[1] : code;
        };
        const joined = outcome([bytes]);
        const split = outcome(randomChunks(bytes, seed, 6));
        if (split === "boundary" || joined === "boundary") return;
        compared[typeof joined === "string" ? "failed" : "whole"]++;
        expect(split).toEqual(joined);
      }),
      { numRuns: 1000 },
    );
    expect(compared.whole).toBeGreaterThan(50);
    expect(compared.failed).toBeGreaterThan(50);
  });

  it("decodes 100,000 parts without keeping them in memory", () => {
    const batch = bytesOf("\r\nContent-Type: text/plain\r\n\r\nnotification\r\n--B".repeat(1000));
    let parts = 0;
    let bytes = 0;
    const decoder = new MultipartDecoder("B", {
      onPart: () => {},
      onBody: (chunk) => {
        bytes += chunk.length;
      },
      onPartEnd: () => {
        parts++;
      },
      onEnd: () => {},
    });
    decoder.push(bytesOf("--B"));
    decoder.push(batch);
    const before = bytesInUse();
    for (let round = 1; round < 100; round++) decoder.push(batch);
    expect(bytesInUse() - before).toBeLessThan(2_000_000);
    decoder.push(bytesOf("--"));
    decoder.finish();
    expect({ parts, bytes }).toEqual({ parts: 100_000, bytes: 1_200_000 });
  });

  it("streams a part of 100 MB through", () => {
    const chunk = new Uint8Array(1 << 16).fill(0x0a);
    let received = 0;
    let largest = 0;
    const decoder = new MultipartDecoder("B", {
      onPart: () => {},
      onBody: (bytes) => {
        received += bytes.length;
        largest = Math.max(largest, bytes.length);
      },
      onPartEnd: () => {},
      onEnd: () => {},
    });
    decoder.push(bytesOf("--B\r\n\r\n"));
    for (let round = 0; round < 1600; round++) decoder.push(chunk);
    decoder.push(bytesOf("\r\n--B--"));
    decoder.finish();
    expect(received).toBe(1600 * chunk.length);
    expect(largest).toBeLessThanOrEqual(chunk.length);
  });
});
