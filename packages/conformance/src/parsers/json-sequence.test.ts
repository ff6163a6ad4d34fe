import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonSequence } from "./json-sequence.ts";

const bytesOf = (text: string) => Buffer.from(text);
const values = (text: string) => readJsonSequence(bytesOf(text)).items.map(({ value }) => value);

describe("readJsonSequence", () => {
  it("reads back every sequence, and each prefix of it", () => {
    const items = fc.array(
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(items, fc.constantFrom("", "\x1e", "\x1e\x1e"), (sequence, keepAlive) => {
        const bytes = bytesOf(sequence.map((value) => `${keepAlive}\x1e${JSON.stringify(value)}\n`).join(""));
        const read = readJsonSequence(bytes);
        expect(read.items.map(({ value }) => value)).toEqual(sequence);
        expect(read).toMatchObject({ faults: [], complete: true });
        for (let length = 0; length < bytes.length; length += 1) {
          expect(readJsonSequence(bytes.subarray(0, length)).faults).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("never throws, whatever the input", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => readJsonSequence(bytes).items.length >= 0));
  });

  it("continues after a text that is not JSON, and reports it (EQ-AR-2)", () => {
    const { items, faults } = readJsonSequence(bytesOf('\x1e{"a":\n\x1e2\n\x1e3\x1e4\n'));
    expect(items.map(({ value }) => value)).toEqual([2, 4]);
    expect(faults.map(({ offset }) => offset)).toEqual([0, 10]);
  });

  it("reports bytes before the first record separator, and invalid UTF-8", () => {
    expect(readJsonSequence(bytesOf("1\n\x1e2\n")).faults).toMatchObject([{ offset: 0, length: 2 }]);
    expect(readJsonSequence(Buffer.from([0x1e, 0x22, 0xff, 0x22, 0x0a])).faults).toHaveLength(1);
    expect(values("\x1etrue\n")).toEqual([true]);
  });
});
