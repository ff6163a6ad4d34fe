import { describe, expect, it } from "vitest";
import { textOfBytes } from "../../../test/recording-sink.ts";
import type { ResourceEvent } from "../event.ts";
import { rfc822Form } from "./rfc822.ts";

const url = (reference: string) => reference;
const event: ResourceEvent = {
  resource: "/notes/welcome",
  id: "abc-1",
  type: "update",
  method: "PATCH",
  published: new Date(Date.UTC(2026, 10, 22, 7, 5, 9)),
  uuid: "6b5c3ed5-6ee0-4f63-b1b8-6d0bba5a8f0b",
};

describe("message/rfc822 (NF-1)", () => {
  it("has Method, Date and Event-ID (PREP-MS-3), and no body (PREP-MS-6)", () => {
    expect(textOfBytes(rfc822Form.render(event, { url }))).toBe(
      "Method: PATCH\r\nDate: Sun, 22 Nov 2026 07:05:09 GMT\r\nEvent-ID: abc-1\r\n\r\n",
    );
  });

  it("has ETag (PREP-MS-4) and Content-Location (PREP-MS-5) if they apply", () => {
    const created: ResourceEvent = {
      ...event,
      resource: "/notes/",
      type: "create",
      method: "POST",
      object: "/notes/1",
    };
    const rendered = rfc822Form.render(created, {
      url: (reference) => `https://example.org${reference}`,
      etag: 'W/"v2"',
    });
    expect(textOfBytes(rendered)).toBe(
      "Method: POST\r\nDate: Sun, 22 Nov 2026 07:05:09 GMT\r\nEvent-ID: abc-1\r\n" +
        'ETag: W/"v2"\r\nContent-Location: https://example.org/notes/1\r\n\r\n',
    );
  });

  it("has the delta, byte by byte, with its type (PREP-MS-7)", () => {
    const content = Uint8Array.of(0x7b, 0x0d, 0x0a, 0xff, 0x00, 0x7d);
    expect(textOfBytes(rfc822Form.render(event, { url, delta: { mediaType: "application/x", content } }))).toBe(
      "Method: PATCH\r\nDate: Sun, 22 Nov 2026 07:05:09 GMT\r\nEvent-ID: abc-1\r\n" +
        "Content-Type: application/x\r\n\r\n{\r\n\xff\0}",
    );
  });

  it.each([
    ["a method", { ...event, method: "PUT\r\nEvil: 1" }, {}],
    ["an id", { ...event, id: "1\r\nEvil: 1" }, {}],
    ["an object", { ...event, object: "/a\r\nEvil: 1" }, {}],
    ["an object beyond ISO 8859-1", { ...event, object: "/\u010a" }, {}],
    ["an entity tag", event, { etag: '"a"\r\nEvil: 1' }],
    ["a delta's type", event, { delta: { mediaType: "text/plain\r\nEvil: 1", content: new Uint8Array() } }],
  ])("rejects header fields smuggled in by %s", (_, hostile, context) => {
    expect(() => rfc822Form.render(hostile, { url, ...context })).toThrow(
      expect.objectContaining({ name: "FieldError", code: "field-value" }),
    );
  });
});
