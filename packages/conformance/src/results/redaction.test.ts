import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactedResult, redactedText, secretsOf } from "./redaction.ts";
import type { CheckResult } from "./results.ts";

function resultWith(text: string, pieces: readonly string[]): CheckResult {
  let offset = 0;
  const field = [{ name: "X", value: text }];
  return {
    id: "prep/a/b",
    protocol: "prep",
    requirements: [],
    level: "must",
    sentence: "It holds",
    outcome: "fail",
    milliseconds: 1,
    reason: text,
    expected: text,
    observed: text,
    left: [text],
    exchanges: [
      {
        http: "HTTP/1.1",
        request: { method: "GET", url: `http://a/?${text}`, fields: field, content: text },
        response: { status: 200, at: 1, fields: field },
        pieces: pieces.map((piece, frame) => {
          offset += piece.length;
          return { at: 1, frame, offset: offset - piece.length, text: piece };
        }),
        contentLength: offset,
        trailers: field,
        faults: [text],
        ending: { kind: "reset", at: 2, detail: text },
      },
    ],
  };
}

describe("redaction", () => {
  it("knows the credentials in a field, and the forms in which they may come back", () => {
    expect(secretsOf({ Authorization: "Bearer abcd1234" })).toEqual(
      expect.arrayContaining(["Bearer abcd1234", "abcd1234", "Bearer%20abcd1234"]),
    );
    const basic = `Basic ${Buffer.from("alice:pass word").toString("base64")}`;
    expect(secretsOf({ authorization: basic })).toEqual(expect.arrayContaining(["alice:pass word", "pass word"]));
    expect(secretsOf({ Cookie: "a=12345; b=678" })).toEqual(expect.arrayContaining(["12345"]));
    expect(secretsOf({ "X-Key": 'say "hi"' })).toContain('say \\"hi\\"');
    expect(secretsOf({ "X-Short": "abc" })).toEqual([]);
  });

  it("replaces the longest first", () => {
    expect(redactedText("Bearer abcd1234!", secretsOf({ Authorization: "Bearer abcd1234" }))).toBe("(not shown)!");
  });

  it("reaches every text of a result, however it is split, and moves no byte", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 4, max: 24 }), (size, end) => {
        const secret = "s3cr3t-t0k3n-0f-24-bytes";
        const body = `before ${secret} after ${secret.slice(0, end)}`;
        const pieces = body.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
        const result = redactedResult(resultWith(`a ${secret} b`, pieces), secretsOf({ "X-Key": secret }));
        expect(JSON.stringify(result)).not.toContain(secret);
        const [exchange] = result.exchanges ?? [];
        const shown = exchange?.pieces.map(({ text }) => text).join("") ?? "";
        expect(shown).toBe(`before ${"*".repeat(24)} after ${"*".repeat(end)}`);
        expect(exchange?.pieces.map(({ text }) => text.length)).toEqual(pieces.map((piece) => piece.length));
      }),
    );
  });
});
