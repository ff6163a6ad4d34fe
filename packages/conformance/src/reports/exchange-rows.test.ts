import { describe, expect, it } from "vitest";
import type { ByteRange } from "../parsers/range.ts";
import type { ExchangeRecord } from "../results/results.ts";
import { exchangeRows, type RowLimits, shownTime } from "./exchange-rows.ts";
import { plainLine } from "./visible.ts";

function exchange(texts: readonly string[], more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  let offset = 0;
  const pieces = texts.map((text, frame) => {
    const piece = { at: 1_000 + frame, offset, frame, text };
    offset += text.length;
    return piece;
  });
  const request = { method: "GET", url: "http://a/b", fields: [] };
  const response = { status: 200, fields: [{ name: "X", value: "y" }], at: 900 };
  return { http: "HTTP/1.1", sentAt: 500, request, response, pieces, contentLength: offset, ...more };
}

function texts(record: ExchangeRecord, mark?: ByteRange, limits: RowLimits = { bytes: 100, pieces: 10 }) {
  return exchangeRows(record, mark, limits).map((row) => [shownTime(row), row.lines.map(plainLine).join("|")]);
}

describe("the rows of an exchange", () => {
  it("have their times, in order", () => {
    expect(texts(exchange(["a\r\n", "b"], { ending: { kind: "closed", at: 2_000, detail: "FIN" } }))).toEqual([
      ["0.500", "GET http://a/b"],
      ["0.900", "HTTP/1.1 200|X: y"],
      ["1.000", "a␍␊"],
      ["1.001", "b"],
      ["2.000", "the connection was closed before its end: FIN"],
    ]);
  });

  it("show the bytes around the mark, and say what they leave out", () => {
    const long = exchange([`${"a".repeat(500)}!${"b".repeat(499)}`]);
    const rows = texts(long, { offset: 500, length: 1 }, { bytes: 10, pieces: 10 });
    expect(rows.map(([, text]) => text).slice(2)).toEqual([
      "495 earlier bytes are not shown",
      "aaaaa»!«bbbb",
      "495 more bytes are not shown",
      "not ended at the time of the finding",
    ]);
  });

  it("mark bytes in several pieces, and mark a missing end once", () => {
    const pieces = (offset: number, length: number) =>
      texts(exchange(["ab", "cd", "ef"]), { offset, length })
        .slice(2, -1)
        .map(([, text]) => text);
    expect(pieces(1, 3)).toEqual(["a»b«", "»cd«", "ef"]);
    expect(pieces(6, 0)).toEqual(["ab", "cd", "ef»⟨here⟩«"]);
  });

  it("join adjacent pieces if there are many", () => {
    const rows = texts(exchange([..."abcdef"]), undefined, { bytes: 100, pieces: 3 });
    expect(rows.slice(2, -1)).toEqual([
      ["1.000–1.001", "ab"],
      ["1.002–1.003", "cd"],
      ["1.004–1.005", "ef"],
    ]);
  });
});
