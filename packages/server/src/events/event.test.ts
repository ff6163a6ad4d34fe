import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServerError } from "../errors.ts";
import { type EventDetails, etagFor, eventOf, isTerminal } from "./event.ts";

function details(hostile: unknown): EventDetails {
  return hostile as EventDetails;
}

describe("eventOf", () => {
  it("has defaults", () => {
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
  ] as const)("names the method that would have done it: %o", (given, method) => {
    expect(eventOf("/a", given).method).toBe(method);
  });

  it("keeps the given details", () => {
    const delta = { mediaType: "text/plain", content: Uint8Array.of(1) };
    const published = new Date(0);
    const given: EventDetails = { type: "update", method: "PATCH", etag: '"v"', object: "/b", delta, published };
    expect(eventOf("/a", given)).toMatchObject(given);
  });

  it("compares media types in one form (PREP-MS-4)", () => {
    const { etag } = eventOf("/a", {
      type: "update",
      etag: { 'Text/HTML; Charset="UTF-8"': '"h"', "text/plain": '"p"' },
    });
    expect(etag).toEqual({ "text/html": '"h"', "text/plain": '"p"' });
  });

  it("says so if the key of the resource is not a string, such as a promise of one", () => {
    const key: unknown = Promise.resolve("/a");
    expect(() => eventOf(key as string, { type: "update" })).toThrow("the key of the resource must be a string");
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
    ["a delta without media type", { type: "update", delta: { mediaType: "", content: new Uint8Array() } }],
    [
      "a delta whose media type can't be written",
      { type: "update", delta: { mediaType: " a/b", content: new Uint8Array() } },
    ],
    ["a delta without bytes", { type: "update", delta: { mediaType: "text/plain", content: "text" } }],
    ["an invalid date", { type: "update", published: new Date(Number.NaN) }],
    ["a date that is not a Date", { type: "update", published: "2026-11-22" }],
    ["a date after the last that HTTP can express (PREP-MS-3)", { type: "update", published: new Date(8.64e15) }],
    ["a date before the first that HTTP can express", { type: "update", published: new Date(-8.64e15) }],
  ])("refuses %s", (_, hostile) => {
    expect(() => eventOf("/a", details(hostile))).toThrow(
      expect.objectContaining({ name: "ServerError", code: "event", message: expect.stringContaining("/a") }),
    );
  });

  it("throws nothing else for any input", () => {
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
    ["none at all", { type: "update" }, "text/plain", undefined],
    ["one for all", { type: "update", etag: '"v"' }, "text/plain", '"v"'],
    ["one for all, of an unknown variant", { type: "update", etag: '"v"' }, undefined, '"v"'],
    ["that of the variant", both, "text/html", '"h"'],
    ["none of another variant", both, "text/css", undefined],
    ["none if the variant is unknown", both, undefined, undefined],
    ["the only one if the variant is unknown", one, undefined, '"p"'],
    ["none that only the prototype has", one, "constructor", undefined],
  ])("returns %s", (_, event, variant, expected) => {
    expect(etagFor(event, variant)).toBe(expected);
  });
});

it("knows which events end streams (EQ-ST-8, NF-6)", () => {
  expect(isTerminal({ type: "delete" })).toBe(true);
  expect(isTerminal({ type: "delete", object: "/a/b" })).toBe(false);
  expect(isTerminal({ type: "update" })).toBe(false);
});
