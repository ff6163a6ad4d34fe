import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServerError } from "../errors.ts";
import { type EventDetails, etagFor, eventOf, isTerminal } from "./event.ts";

function details(hostile: unknown): EventDetails {
  return hostile as EventDetails;
}

describe("eventOf", () => {
  it("fills in defaults", () => {
    const before = Date.now();
    const event = eventOf("/a", { type: "update" });
    expect(event).toEqual({
      resource: "/a",
      type: "update",
      method: "PUT",
      published: expect.any(Date),
      uuid: expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/),
    });
    expect(event.published.getTime()).toBeGreaterThanOrEqual(before);
    expect(eventOf("/a", { type: "update" }).uuid).not.toBe(event.uuid);
  });

  it.each([
    [{ type: "create" }, "PUT"],
    [{ type: "create", object: "/a/b" }, "POST"],
    [{ type: "update", object: "/a/b" }, "PUT"],
    [{ type: "delete" }, "DELETE"],
    [{ type: "delete", object: "/a/b" }, "DELETE"],
    [{ type: "update", method: "PATCH" }, "PATCH"],
  ] as const)("derives the method from the details: %o", (given, method) => {
    expect(eventOf("/a", given).method).toBe(method);
  });

  it("keeps the details it is given", () => {
    const delta = { mediaType: "text/plain", content: Uint8Array.of(1) };
    const published = new Date(0);
    const given: EventDetails = { type: "update", method: "PATCH", etag: '"v"', object: "/b", delta, published };
    expect(eventOf("/a", given)).toMatchObject(given);
  });

  it("normalizes the media types of entity tags (PREP-MS-4)", () => {
    const { etag } = eventOf("/a", {
      type: "update",
      etag: { 'Text/HTML; Charset="UTF-8"': '"h"', "text/plain": '"p"' },
    });
    expect(etag).toEqual({ "text/html": '"h"', "text/plain": '"p"' });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a string", "update"],
    ["no type", {}],
    ["an unknown type", { type: "change" }],
    ["a method that is not a token", { type: "update", method: "PUT\r\nEvil: 1" }],
    ["an empty method", { type: "update", method: "" }],
    ["a method that is not a string", { type: "update", method: 1 }],
    ["an entity tag without quotes", { type: "update", etag: "v1" }],
    ["an entity tag with a line end", { type: "update", etag: '"\r\n"' }],
    ["an entity tag beyond ISO 8859-1", { type: "update", etag: '"\u010a"' }],
    ["entity tags, one of which is invalid", { type: "update", etag: { "text/plain": '"a"', "text/html": "b" } }],
    ["an entity tag for an invalid media type", { type: "update", etag: { html: '"a"' } }],
    ["an entity tag that is null", { type: "update", etag: null }],
    ["an entity tag that is a number", { type: "update", etag: 1 }],
    ["an empty object", { type: "update", object: "" }],
    ["an object with a line end", { type: "update", object: "/a\r\nEvil: 1" }],
    ["an object beyond ISO 8859-1", { type: "update", object: "/\u010a" }],
    ["an object that is not a string", { type: "update", object: {} }],
    ["a delta without a media type", { type: "update", delta: { mediaType: "", content: new Uint8Array() } }],
    ["a delta with an invalid media type", { type: "update", delta: { mediaType: " a/b", content: new Uint8Array() } }],
    ["a delta whose content is not bytes", { type: "update", delta: { mediaType: "text/plain", content: "text" } }],
    ["an invalid date", { type: "update", published: new Date(Number.NaN) }],
    ["a date that is not a Date", { type: "update", published: "2026-11-22" }],
    ["a date too late for HTTP (PREP-MS-3)", { type: "update", published: new Date(8.64e15) }],
    ["a date too early for HTTP", { type: "update", published: new Date(-8.64e15) }],
  ])("rejects %s", (_, hostile) => {
    expect(() => eventOf("/a", details(hostile))).toThrow(
      expect.objectContaining({ name: "ServerError", code: "event", message: expect.stringContaining("/a") }),
    );
  });

  it("throws only a ServerError, whatever it is given", () => {
    const hostile = fc.record(
      {
        type: fc.oneof(fc.constantFrom("create", "update", "delete"), fc.anything()),
        method: fc.anything(),
        etag: fc.anything(),
        object: fc.anything(),
        delta: fc.oneof(fc.record({ mediaType: fc.anything(), content: fc.anything() }), fc.anything()),
        published: fc.oneof(fc.date({ noInvalidDate: false }), fc.anything()),
      },
      { requiredKeys: ["type"] },
    );
    fc.assert(
      fc.property(hostile, (given) => {
        try {
          expect(eventOf("/a", details(given)).resource).toBe("/a");
        } catch (error) {
          expect(error).toBeInstanceOf(ServerError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("etagFor (PREP-MS-4)", () => {
  const both: EventDetails = { type: "update", etag: { "text/plain": '"p"', "text/html": '"h"' } };
  const one: EventDetails = { type: "update", etag: { "text/plain": '"p"' } };
  it.each<[string, EventDetails, string | undefined, string | undefined]>([
    ["nothing if there is no entity tag", { type: "update" }, "text/plain", undefined],
    ["the tag of all variants", { type: "update", etag: '"v"' }, "text/plain", '"v"'],
    ["the tag of all variants if the variant is unknown", { type: "update", etag: '"v"' }, undefined, '"v"'],
    ["the tag of the variant", both, "text/html", '"h"'],
    ["nothing for a variant without a tag", both, "text/css", undefined],
    ["nothing if the variant is unknown and there are several tags", both, undefined, undefined],
    ["the only tag if the variant is unknown", one, undefined, '"p"'],
    ["nothing for a name that only the prototype has", one, "constructor", undefined],
  ])("returns %s", (_, event, variant, expected) => {
    expect(etagFor(event, variant)).toBe(expected);
  });
});

it("treats only the deletion of the resource itself as terminal (EQ-ST-8, NF-6)", () => {
  expect(isTerminal({ type: "delete" })).toBe(true);
  expect(isTerminal({ type: "delete", object: "/a/b" })).toBe(false);
  expect(isTerminal({ type: "update" })).toBe(false);
});
