import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError } from "../test/expect-field-error.ts";
import { subscriptionOf } from "./subscription.ts";

const fieldsOf = (document: unknown) => {
  const { events, state } = subscriptionOf(document);
  return { events: events && Object.fromEntries(events.fields), state: state && Object.fromEntries(state.fields) };
};

describe("subscriptionOf (EQ-DM-2)", () => {
  it.each([
    [{}, { events: undefined, state: undefined }],
    [{ events: {} }, { events: {}, state: undefined }],
    [
      { events: null, state: null },
      { events: {}, state: {} },
    ],
    [
      { events: { ACCEPT: " a/b\t", "Last-Event-ID": "1" }, state: { accept: "" } },
      { events: { accept: "a/b", "last-event-id": "1" }, state: { accept: "" } },
    ],
    [
      { events: { "@context": "activity+json" } },
      { events: { accept: "application/activity+json" }, state: undefined },
    ],
    [
      { events: { "@context": ["x", "https://www.w3.org/ns/activitystreams"] } },
      { events: { accept: "application/activity+json" }, state: undefined },
    ],
    [{ events: { "@context": "activity+json", accept: "a/b" } }, { events: { accept: "a/b" }, state: undefined }],
    [{ events: { "@context": { a: 1 } } }, { events: {}, state: undefined }],
    [
      { events: {}, state: { "@context": "activity+json" } },
      { events: {}, state: {} },
    ],
  ])("reads the fields of %j", (document, fields) => {
    expect(fieldsOf(document)).toEqual(fields);
  });

  it("keeps members for forms and extensions (EQ-AR-5)", () => {
    const document = { filter: [1], events: { "@context": ["x"], Accept: "a/b" } };
    const subscription = subscriptionOf(document);
    expect({ ...subscription.members }).toEqual({ filter: [1] });
    expect({ ...subscription.events?.members }).toEqual({ "@context": ["x"], Accept: "a/b" });
  });

  it.each<[unknown, string | undefined]>([
    [null, undefined],
    [undefined, undefined],
    [[], undefined],
    ["", undefined],
    [1, undefined],
    [{ state: {} }, "state"],
    [{ state: null }, "state"],
    [{ events: true }, "events"],
    [{ events: [] }, "events"],
    [{ events: "a/b" }, "events"],
    [{ events: {}, state: 0 }, "state"],
    [{ events: { Accept: 1 } }, "events.Accept"],
    [{ events: { Accept: null } }, "events.Accept"],
    [{ events: { Accept: ["a/b"] } }, "events.Accept"],
    [{ events: { Accept: "a/b", accept: "a/b" } }, "events.accept"],
    [{ events: { "a b": "c" } }, "events.a b"],
    [{ events: { "": "c" } }, "events."],
    [{ events: { ":method": "GET" } }, "events.:method"],
    [{ events: { Accept: "a\r\nb" } }, "events.Accept"],
    [{ events: { Accept: "\0" } }, "events.Accept"],
    [{ events: { Accept: "Ā" } }, "events.Accept"],
    [{ events: {}, state: { Accept: "\n" } }, "state.Accept"],
  ])("refuses the invalid %j (EQ-DM-2, EQ-DM-3)", (document, field) => {
    expectFieldError(() => subscriptionOf(document), "content-semantics", field);
  });

  it("limits the nesting of a document", () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(subscriptionOf({ x: nested(15) }).members).toHaveProperty("x");
    expectFieldError(() => subscriptionOf({ x: nested(16) }), "content-too-deep");
    expectFieldError(() => subscriptionOf({ events: {} }, { depth: 1 }), "content-too-deep");
    const cyclic: { x?: unknown } = {};
    cyclic.x = cyclic;
    expectFieldError(() => subscriptionOf(cyclic), "content-too-deep");
  });

  it("protects prototypes", () => {
    const hostile = '{"__proto__":{"events":{}},"constructor":{"a":1},"events":{"__proto__":"x","@context":{}}}';
    const { events, members } = subscriptionOf(JSON.parse(hostile));
    expect(Object.assign({}, members, events?.members)).not.toHaveProperty("events");
    expect(Object.keys(members)).toEqual(["constructor"]);
    expect(Object.getPrototypeOf(members)).toBeNull();
    expect(events?.fields.get("__proto__")).toBe("x");
    expect(subscriptionOf(JSON.parse('{"__proto__":{"events":{}}}')).events).toBeUndefined();
  });

  it("uses only own members", () => {
    expect(subscriptionOf(Object.create({ events: {} })).events).toBeUndefined();
  });

  it("throws only the documented error for any JSON, and returns only valid fields", () => {
    const document = fc.oneof(
      fc.jsonValue(),
      fc.record({ events: fc.jsonValue(), state: fc.jsonValue() }, { requiredKeys: [] }),
      fc.record({ events: fc.dictionary(fc.string(), fc.string()) }),
    );
    fc.assert(
      fc.property(document, (value) => {
        const subscription = attempt(() => subscriptionOf(value));
        for (const [name, text] of subscription?.events?.fields ?? []) new Headers([[name, text]]);
        expect(subscription?.state && !subscription.events).toBeFalsy();
      }),
      { numRuns: 1000 },
    );
  });
});
