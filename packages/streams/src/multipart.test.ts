import { FieldError, parseMediaType } from "@resource-events/fields";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { boundaryOccurs, boundaryOf, createBoundary, encodeDelimiter } from "./boundary.ts";
import { encodeFields } from "./encode.ts";
import { StreamError } from "./errors.ts";
import { encodeCloseDelimiter, encodeFirstDelimiter, encodePart, encodePartHead } from "./multipart.ts";

describe("the encoders of multipart", () => {
  it("write delimiters at the end, without a line end (PREP-RS-8, EQ-ST-7)", () => {
    expect(textOf(encodeFirstDelimiter("B"))).toBe("--B");
    expect(textOf(encodePartHead([]))).toBe("\r\n\r\n");
    expect(textOf(encodePartHead([["Content-Type", "text/plain"]]))).toBe("\r\nContent-Type: text/plain\r\n\r\n");
    expect(textOf(encodeDelimiter("B"))).toBe("\r\n--B");
    expect(textOf(encodePart("B", [["A", "1"]], bytesOf("hello")))).toBe("\r\nA: 1\r\n\r\nhello\r\n--B");
    expect(textOf(encodeCloseDelimiter())).toBe("--\r\n");
  });

  it.each(["--B", "--Bxyz", "x\r\n--B", "x\n--B--", "x\r--B"])(
    "refuse a body with the boundary: %j (PREP-RS-10)",
    (body) => {
      expect(codeOf(() => encodePart("B", [], bytesOf(body)))).toBe("boundary");
    },
  );

  it.each(["", "x--B", " --B", "-B", "--b", "\r\n-", "\r\n-\n-B", "--"])("accept a body without it: %j", (body) => {
    expect(codeOf(() => encodePart("B", [], bytesOf(body)))).toBeUndefined();
  });

  it("refuse fields with the boundary", () => {
    expect(codeOf(() => encodePart("B", [["--B", "1"]], new Uint8Array()))).toBe("boundary");
  });

  it.each(["", "a\r\nb", "é", "x".repeat(71)])("refuse the boundary %j", (boundary) => {
    expect(codeOf(() => encodeFirstDelimiter(boundary))).toBe("boundary");
    expect(codeOf(() => encodeDelimiter(boundary))).toBe("boundary");
    expect(codeOf(() => encodePart(boundary, [], new Uint8Array()))).toBe("boundary");
    expect(codeOf(() => boundaryOccurs(new Uint8Array(), boundary))).toBe("boundary");
  });
});

describe("encodeFields", () => {
  it("writes lines of one byte per character", () => {
    expect(
      encodeFields([
        ["A", "caf\xe9"],
        ["a", ""],
        ["B", "1"],
      ]),
    ).toEqual(bytesOf("A: caf\xe9\r\na: \r\nB: 1\r\n"));
  });

  it.each([
    ["A", "1\r\nB: 2"],
    ["A", "1\n"],
    ["A\r\n", "1"],
    ["A:", "1"],
    ["", "1"],
    ["A", "\0"],
  ])("refuses an injected field: %j: %j", (name, value) => {
    expect(() => encodeFields([[name, value]])).toThrow(FieldError);
  });

  it("does not truncate a character to a line end", () => {
    expect(() => encodeFields([["A", "\u010d\u010aB: 1"]])).toThrow();
  });
});

describe("createBoundary", () => {
  it("makes boundaries of one length, in letters and digits, all different (PREP-RS-10)", () => {
    const boundaries = Array.from({ length: 2000 }, createBoundary);
    expect(new Set(boundaries).size).toBe(2000);
    for (const boundary of boundaries) expect(boundary).toMatch(/^[0-9A-Za-z]{22}$/);
    expect(new Set(boundaries.join("")).size).toBe(62);
  });
});

describe("boundaryOccurs", () => {
  it("agrees with a regular expression", () => {
    const piece = fc.constantFrom("\r", "\n", "-", "--", "aa", "ab", "\n--aab", "x", "--aab", "-a");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        expect(boundaryOccurs(bytesOf(text), "aab")).toBe(/(?:^|[\r\n])--aab/.test(text));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("boundaryOf", () => {
  it.each([
    ["multipart/mixed; boundary=B", "B"],
    ['Multipart/Digest; charset=x; BOUNDARY="a+b/c d"', "a+b/c d"],
    ['multipart/x;boundary="a\\"b"', 'a"b'],
  ])("reads %s", (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it.each([
    "",
    "multipart",
    "text/plain; boundary=B",
    "multipart/mixed",
    'multipart/mixed; boundary=""',
    'multipart/mixed; boundary="B "',
    `multipart/mixed; boundary=${"x".repeat(71)}`,
    "multipart/mixed; boundary=a b",
    "multipart/mixed; boundary=a; boundary=b",
    'multipart/mixed; a="; boundary=b"',
    "multipart; boundary=a",
  ])("refuses %j", (contentType) => {
    expect(codeOf(() => boundaryOf(contentType))).toBe("content-type");
  });

  it("agrees with the full parser of media types", () => {
    const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~\dA-Za-z]{1,5}$/);
    const quoted = fc.stringMatching(/^"(?:[\t !#-[\]-~]|\\["\\;a]){0,6}"$/);
    const parameter = fc.tuple(fc.oneof(fc.constantFrom("boundary", "Boundary", "charset"), token), token, quoted);
    const piece = fc.oneof(
      { weight: 3, arbitrary: parameter.map(([name, value]) => `;${name}=${value}`) },
      { weight: 3, arbitrary: parameter.map(([name, , value]) => ` ; \t${name}=${value} `) },
      fc.constantFrom(";", "; "),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const contentType = `multipart/mixed${pieces.join("")}`;
        let boundary: string | undefined;
        try {
          boundary = parseMediaType(contentType).parameters.get("boundary");
        } catch {
          return; // this one need not know what is wrong with other parameters
        }
        if (boundary === undefined || !/^[ -~]*[!-~]$/.test(boundary)) {
          expect(codeOf(() => boundaryOf(contentType))).toBe("content-type");
        } else {
          expect(boundaryOf(contentType)).toBe(boundary);
          read += 1;
        }
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it("needs linear time for hostile values", () => {
    const places = ["", "multipart/", "multipart/x", "multipart/x;", "multipart/x;a=", 'multipart/x;a="'];
    const runs = [" ", "\t", ";", "; ", "a", '"', "\\", "a=b;", ";boundary=", ";boundary=b", " ;boundary=b ; "];
    const start = performance.now();
    for (const place of places) {
      for (const run of runs) {
        for (const end of ["", "\0", ";boundary=b", ";boundary=b;boundary=c"]) {
          try {
            boundaryOf(place + run.repeat(100_000 / run.length) + end);
          } catch (error) {
            expect(error).toBeInstanceOf(StreamError);
          }
        }
      }
    }
    // Quadratic backtracking would take longer than this.
    expect(performance.now() - start).toBeLessThan(25_000);
  });

  it("throws only StreamError", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `multipart/${text}`),
        ),
        (text) => void codeOf(() => boundaryOf(text)),
      ),
    );
  });
});
