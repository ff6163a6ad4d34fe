import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, everyChunking, randomChunks, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { feed, recordJsonSequence } from "../test/record.ts";
import { encodeJsonText, recordSeparator } from "./json-sequence.ts";

describe("JsonSequenceDecoder", () => {
  it.each([
    ["texts", '\x1e{"a":1}\n\x1e[2]\n\x1e"3"\n\x1e4\n\x1enull\n', [{ a: 1 }, [2], "3", 4, null], ""],
    ["several RS in a row (EQ-AR-2)", "\x1e\x1e\x1e1\n\x1e\x1e\n\x1e \r\n\x1e2\n\x1e", [1, 2], ""],
    ["texts of several lines", '\x1e\n{\n  "a": [\n1\n]\n}\r\n\x1e[\n]\n', [{ a: [1] }, []], ""],
    [
      "brackets, quotes and backslashes in strings",
      '\x1e"}]\\"{\\\\"\n\x1e{"\\u001e":"["}\n',
      ['}]"{\\', { "\x1e": "[" }],
      "",
    ],
    [
      "no line feed behind what delimits itself",
      '\x1e{"a":1}\x1e[2]\x1e"3"\x1e4 \x1e{}',
      [{ a: 1 }, [2], "3", 4, {}],
      "",
    ],
    ["numbers and literals that may be cut off (RFC 7464, 2.4)", "\x1e12\x1etrue\x1enul\x1e3\n", [3], "12truenul"],
    [
      "what is no JSON (EQ-AR-2)",
      '\x1e{"a":\x1e[1}\n]\n\x1e}\nx\x1etru\n1\n\x1e"\n\x1e1\n',
      [1],
      '{"a":[1}\n]\n}\nxtru\n1\n"\n',
    ],
    [
      "what stands before the first RS or behind a text",
      "junk\n\x1e1\n \n2\n\x1e{}{}\n\x1e3\n",
      [1, 3],
      "junk\n2\n{}{}\n",
    ],
    ["bytes that are not UTF-8", '\x1e"\xff"\n\x1e"\xc3\xa4"\n', ["ä"], '"\xff"\n'],
    ["a byte order mark", "\x1e\xef\xbb\xbf{}\n", [{}], ""],
    ["nothing", "", [], ""],
  ])("decodes the same for every split of the bytes: %s", (_, stream, values, skipped) => {
    for (const chunks of everyChunking(bytesOf(stream))) {
      const recording = feed(recordJsonSequence(), chunks);
      expect(recording.values).toEqual(values);
      // How white space is divided into skipped pieces depends on the chunks and does not matter.
      expect(recording.skipped.replace(/\s/g, "")).toBe(skipped.replace(/\s/g, ""));
    }
  });

  it("reports a text at its line feed, without waiting for the next RS", () => {
    const [decoder, { values }] = recordJsonSequence();
    decoder.push(bytesOf('\x1e{"a":\n1}'));
    expect(values).toEqual([]);
    decoder.push(bytesOf("\n"));
    expect(values).toEqual([{ a: 1 }]);
  });

  it("reports the text as sent", () => {
    const texts: string[] = [];
    const Decoder = recordJsonSequence()[0]
      .constructor as typeof import("./json-sequence-decoder.ts").JsonSequenceDecoder;
    new Decoder({ onText: (_, text) => texts.push(text) }).push(bytesOf('\x1e{ "a" : 1.0 }\n'));
    expect(texts).toEqual(['{ "a" : 1.0 }\n']);
  });

  it("refuses a text beyond the limit for every split of the bytes, and reports the limit", () => {
    for (const chunks of everyChunking(bytesOf(`\x1e"${"x".repeat(12)}"\n\x1e"${"x".repeat(40)}"\n\x1e1\n`))) {
      const [decoder, recording] = recordJsonSequence(16);
      expect(codeOf(() => feed([decoder, recording], chunks))).toBe("text-too-large");
      expect(recording.values).toEqual(["x".repeat(12)]);
      expect(() => decoder.push(bytesOf("\x1e1\n"))).toThrow(expect.objectContaining({ limit: 16 }));
    }
  });

  it("skips any amount of bytes that are not a text", () => {
    const [decoder, recording] = recordJsonSequence(16);
    for (let round = 0; round < 100; round++) decoder.push(bytesOf("x".repeat(100)));
    decoder.push(bytesOf("\x1e1\n"));
    expect(recording.values).toEqual([1]);
    expect(recording.skipped).toHaveLength(10_000);
  });

  it("detects truncation at every position in a text", () => {
    const stream = '\x1e{"a":[1,"}"]}';
    for (let end = 2; end < stream.length; end++) {
      const recorder = recordJsonSequence();
      expect(codeOf(() => feed(recorder, [bytesOf(stream.slice(0, end))]))).toBe("truncated");
      expect(recorder[1].values).toEqual([]);
    }
    expect(codeOf(() => feed(recordJsonSequence(), [bytesOf("\x1e12")]))).toBe("truncated");
    expect(codeOf(() => feed(recordJsonSequence(), [bytesOf("\x1e1\n\x1e")]))).toBeUndefined();
  });

  it("decodes encoded texts with keep-alives between them, for every split", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.boolean(), fc.nat(), (values, pretty, seed) => {
        const items = values.flatMap((value) => [
          encodeJsonText(pretty ? JSON.stringify(value, null, 2) : JSON.stringify(value)),
          recordSeparator(),
        ]);
        const recording = feed(recordJsonSequence(), randomChunks(Buffer.concat(items), seed));
        expect(JSON.stringify(recording.values)).toBe(JSON.stringify(values));
        expect(recording.skipped).toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("throws only StreamError for any bytes, and the same for every split", () => {
    const piece = fc.oneof(
      fc.constantFrom("\x1e", "\x1e", "\n", "{", "}", "[", "]", '"', "\\", "1", ":", ",", " ", '"a":1', "true"),
      fc.uint8Array({ maxLength: 3 }).map(textOf),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, seed) => {
        const bytes = bytesOf(pieces.join(""));
        const outcome = (chunks: Uint8Array[]) => {
          const recorder = recordJsonSequence(32);
          return { code: codeOf(() => feed(recorder, chunks)), values: recorder[1].values };
        };
        expect(outcome(randomChunks(bytes, seed, 4))).toEqual(outcome([bytes]));
      }),
      { numRuns: 1000 },
    );
  });

  it("decodes 100,000 texts", () => {
    const batch = bytesOf('\x1e{"type":"update"}\n'.repeat(1000));
    const [decoder, recording] = recordJsonSequence();
    let texts = 0;
    for (let round = 0; round < 100; round++) {
      decoder.push(batch);
      texts += recording.values.splice(0).length;
    }
    expect(texts).toBe(100_000);
  });
});
