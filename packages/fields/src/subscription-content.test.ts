import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attempt, expectFieldError, fieldErrorOf } from "../test/expect-field-error.ts";
import { subscriptionOf } from "./subscription.ts";
import { jsonRealization, type Realization, readSubscription } from "./subscription-content.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (
  text: string,
  contentType: string | null | undefined = "application/json",
  realizations: readonly Realization[] = [jsonRealization],
) => readSubscription(bytes(text), contentType, realizations);
const emptyRealization = (mediaType: string): Realization => ({ mediaType, read: () => subscriptionOf({ mediaType }) });

describe("readSubscription (EQ-RQ-2)", () => {
  it.each(["application/json", "Application/JSON", 'application/json; charset="UTF-8"', "application/json;foo=bar"])(
    "takes %j",
    (contentType) => {
      expect(read('{"events":{"Accept":"a/b"}}', contentType).events?.fields.get("accept")).toBe("a/b");
    },
  );

  it.each([undefined, null, ""])("requires a Content-Type, not %j", (contentType) => {
    expectFieldError(
      () => readSubscription(bytes("{}"), contentType, [jsonRealization]),
      "content-type-missing",
      "Content-Type",
    );
  });

  it.each(["json", "application/json; charset", "application/json, text/plain", " "])(
    "wants one that parses, not %j",
    (contentType) => {
      expectFieldError(() => read("{}", contentType), "content-type-malformed", "Content-Type");
    },
  );

  it.each([
    "text/json",
    "application/json5",
    "application/*",
    "application/json;charset=latin1",
    "application/json;charset=utf-16",
  ])("requires a supported one, not %j", (contentType) =>
    expectFieldError(() => read("{}", contentType), "content-type-unsupported", "Content-Type"),
  );

  it.each(["", " ", "{", "{}}", "events:", "{'events':{}}", "{}\n{}", "[".repeat(9000), `${"[".repeat(8000)}`])(
    "refuses %j, which is no JSON",
    (text) => {
      expectFieldError(() => read(text), "content-syntax");
    },
  );

  it("refuses invalid UTF-8, and ignores a byte order mark", () => {
    expectFieldError(
      () => readSubscription(new Uint8Array([0x22, 0xff, 0x22]), "application/json", [jsonRealization]),
      "content-syntax",
    );
    expectFieldError(
      () => readSubscription(new Uint8Array([0x7b, 0xc3]), "application/json", [jsonRealization]),
      "content-syntax",
    );
    expect(read("\uFEFF{}").members).toEqual({});
  });

  it("limits size and depth", () => {
    expectFieldError(() => read(`{}${" ".repeat(16_383)}`), "content-too-large");
    expect(read(`{}${" ".repeat(16_382)}`).members).toEqual({});
    expectFieldError(
      () => readSubscription(bytes("{ }"), "application/json", [jsonRealization], { bytes: 2 }),
      "content-too-large",
    );
    expectFieldError(() => read(`${"[".repeat(8000)}${"]".repeat(8000)}`), "content-too-deep");
    expectFieldError(
      () => readSubscription(bytes('{"a":[[]]}'), "application/json", [jsonRealization], { depth: 2 }),
      "content-too-deep",
    );
  });

  it.each(["null", "[]", "1", '{"state":{}}', '{"events":{"Accept":1}}'])("refuses the invalid %s", (text) => {
    expectFieldError(() => read(text), "content-semantics");
  });

  it("chooses the realization by its media type and parameters", () => {
    const realizations = [
      emptyRealization('application/ld+json;profile="x"'),
      jsonRealization,
      emptyRealization("Text/X"),
    ];
    expect(read("", 'application/ld+json; profile="x"; a=b', realizations).members).toEqual({
      mediaType: 'application/ld+json;profile="x"',
    });
    expect(read("", "text/x", realizations).members).toEqual({ mediaType: "Text/X" });
    expectFieldError(() => read("", "application/ld+json", realizations), "content-type-unsupported");
  });

  it("contains errors of a realization", () => {
    const cause = new TypeError("a fault");
    const throwing: Realization = {
      mediaType: "a/b",
      read: () => {
        throw cause;
      },
    };
    const error = fieldErrorOf(() => read("", "a/b", [throwing]));
    expect([error.code, error.cause]).toEqual(["content-syntax", cause]);
    const stateOnly: Realization = {
      mediaType: "a/b",
      read: () => ({ state: { fields: new Map(), members: {} }, members: {} }),
    };
    expectFieldError(() => read("", "a/b", [stateOnly]), "content-semantics", "state");
  });

  it("throws only the documented error", () => {
    const type = fc.oneof(fc.string(), fc.constant("application/json"), fc.constant(null));
    fc.assert(
      fc.property(fc.uint8Array(), type, (content, contentType) => {
        attempt(() => readSubscription(content, contentType, [jsonRealization]));
      }),
    );
  });
});
