import { describe, expect, it } from "vitest";
import { bytesOf, textOf } from "../test/chunks.ts";
import { codeOf } from "../test/codes.ts";
import { encodeJsonText, recordSeparator } from "./json-sequence.ts";

describe("encodeJsonText", () => {
  it("writes RS, the unchanged text, LF (EQ-ST-6)", () => {
    expect(textOf(encodeJsonText('{ "a" : 1.0 }'))).toBe('\x1e{ "a" : 1.0 }\n');
    expect(encodeJsonText("ä")).toEqual(bytesOf("\x1e\xc3\xa4\n"));
    expect(encodeJsonText(bytesOf("[1]"))).toEqual(bytesOf("\x1e[1]\n"));
  });

  it("refuses a text with an RS", () => {
    expect(codeOf(() => encodeJsonText('"\x1e"'))).toBe("boundary");
    expect(codeOf(() => encodeJsonText(bytesOf("\x1e")))).toBe("boundary");
  });
});

describe("recordSeparator", () => {
  it("is a lone RS (EQ-AR-2), a new one each time", () => {
    recordSeparator()[0] = 0;
    expect(recordSeparator()).toEqual(bytesOf("\x1e"));
  });
});
