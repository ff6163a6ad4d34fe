import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLine, printable, visibleLines } from "./visible.ts";

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function shown(bytes: string, mark?: { offset: number; length: number }): readonly string[] {
  return visibleLines(bytes, mark).map(plainLine);
}

describe("visible bytes", () => {
  it("show line endings, and begin a line after each", () => {
    expect(shown("--A\r\n\r\nx\ny\rz")).toEqual(["--A␍␊", "␍␊", "x␊", "y␍z"]);
    expect(shown("")).toEqual([]);
  });

  it("are read as UTF-8, or written as bytes if they are not", () => {
    expect(shown(latin1("é 日本 🫖"))).toEqual(["é 日本 🫖"]);
    expect(shown("\xff\xc3(\xe6\x97")).toEqual(["\\xff\\xc3(\\xe6\\x97"]);
    // Too long a form, a surrogate, and half of a character at the end.
    expect(shown("\xc0\xaf\xed\xa0\x80\xf0\x9f")).toEqual(["\\xc0\\xaf\\xed\\xa0\\x80\\xf0\\x9f"]);
  });

  it("cannot control a terminal", () => {
    expect(shown(latin1("\u001b[31m\u202e\u0085\u2028\0"))).toEqual(["␛[31m\\u{202e}\\u{85}\\u{2028}␀"]);
  });

  it("have a mark, across line endings, and where a byte is missing", () => {
    expect(shown("ab\r\ncd", { offset: 1, length: 4 })).toEqual(["a»b␍␊«", "»c«d"]);
    expect(shown("ab\r\n", { offset: 4, length: 0 })).toEqual(["ab␍␊", "»⟨here⟩«"]);
    expect(shown(latin1("aé"), { offset: 2, length: 1 })).toEqual(["a»é«"]);
  });

  it("are shown completely, without anything invisible, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(40), fc.nat(40), (bytes, offset, length) => {
        const text = Buffer.from(bytes).toString("latin1");
        const lines = shown(text, { offset, length });
        expect(lines.join("")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(lines.filter((line) => /␊«?$/.test(line))).toHaveLength(text.split("\n").length - 1);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
