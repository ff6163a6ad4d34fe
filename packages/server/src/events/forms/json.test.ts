import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, textOfBytes } from "../../../test/recording-sink.ts";
import type { ResourceEvent } from "../event.ts";
import type { RenderContext } from "./form.ts";
import { isJson, jsonForm } from "./json.ts";

const url = (reference: string) => reference;
const event: ResourceEvent = {
  resource: "/notes/welcome",
  id: "abc-1",
  type: "update",
  method: "PATCH",
  published: new Date(Date.UTC(2026, 10, 22, 7, 5, 9, 7)),
  uuid: "6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
};
const start = '{"published":"2026-11-22T07:05:09.007Z","event-id":"abc-1","type":"update","method":"PATCH"';

function render(context: Partial<RenderContext>, given = event): string {
  return textOfBytes(jsonForm.render(given, { url, ...context }));
}

function withDelta(mediaType: string, content: string | Uint8Array): string {
  return render({ delta: { mediaType, content: typeof content === "string" ? bytesOf(content) : content } });
}

describe("application/json (NF-2)", () => {
  it("has only the members that apply", () => {
    expect(render({})).toBe(`${start}}`);
    expect(render({ etag: '"v\\"2' })).toBe(`${start},"etag":"\\"v\\\\\\"2"}`);
    const removed: ResourceEvent = { ...event, type: "delete", method: "DELETE", object: '/notes/"1"' };
    expect(render({ url: (reference) => `http://x${reference}` }, removed)).toBe(
      `${start.replace("update", "delete").replace("PATCH", "DELETE")},"object":"http://x/notes/\\"1\\""}`,
    );
  });

  it.each([
    [
      "JSON as it was sent, numbers unconverted (NF-5)",
      "application/json",
      '{"a": 1.0e400, "a":01e0}'.replace("01e0", "1e0"),
    ],
    ["a type with the suffix +json", "application/merge-patch+json", '{"a":null}'],
    ["JSON, without surrounding white space", "application/json", ' \r\n\t["x"]\n'],
    ["the text null", "application/json", "null"],
  ])("embeds %s", (_, mediaType, content) => {
    expect(withDelta(mediaType, content)).toBe(`${start},"delta-type":"${mediaType}","delta":${content.trim()}}`);
  });

  it("embeds other text as a string, with record separators escaped", () => {
    expect(withDelta("text/plain", 'a"\x1e\n\xc3\xa9')).toBe(
      `${start},"delta-type":"text/plain","delta":"a\\"\\u001e\\n\xc3\xa9"}`,
    );
  });

  it.each([
    ["invalid JSON", "application/json", '{"a":1'],
    ["JSON that closes the enclosing object", "application/json", '1},{"type":"delete"'],
    ["JSON with a record separator in it", "application/json", '"\x1e"'],
    ["JSON after a record separator", "application/json", "\x1e1"],
    ["JSON that is not UTF-8", "application/json", '"\xff"'],
    ["text that is not UTF-8", "text/plain", "\xff\xfe"],
    ["empty content", "application/json", ""],
    ["a number that JSON does not have", "application/json", "NaN"],
    ["JSON after other whitespace", "application/json", "\xc2\xa01"],
  ])("leaves out %s", (_, mediaType, content) => {
    expect(withDelta(mediaType, content)).toBe(`${start}}`);
  });

  it("is always one JSON text without record separators, whatever the delta", () => {
    const mediaType = fc.constantFrom(
      "application/json",
      "text/plain",
      "application/x+json",
      "application/octet-stream",
    );
    const content = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(mediaType, content, (type, bytes) => {
        const rendered = jsonForm.render(event, { url, delta: { mediaType: type, content: bytes } });
        expect(rendered.includes(0x1e)).toBe(false);
        const parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(rendered));
        expect(parsed).toMatchObject({ "event-id": "abc-1", type: "update" });
        expect(Object.keys(parsed).filter((name) => !["delta", "delta-type"].includes(name))).toHaveLength(4);
      }),
      { numRuns: 500 },
    );
  });

  it("recognizes JSON by its media type", () => {
    expect(["application/json", "application/ld+json", "image/x+json;a=b"].map(isJson)).toEqual([true, true, true]);
    expect(["text/json", "application/json-seq", "application/xml"].map(isJson)).toEqual([false, false, false]);
  });
});
