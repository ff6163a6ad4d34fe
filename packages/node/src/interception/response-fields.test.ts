import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { CurrentFields, copiedFields, setFields } from "./response-fields.ts";

/** A response with fields, and the same fields as Fetch has them. */
function both(fields: readonly (readonly [string, string])[]): { response: NodeResponse; headers: Headers } {
  const response = unconnected();
  const headers = new Headers();
  for (const [name, value] of fields) {
    response.appendHeader(name, value);
    headers.append(name, value);
  }
  return { response, headers };
}

const name = fc.constantFrom("Vary", "vary", "ETag", "X-One", "x-one", "Set-Cookie", "Content-Type");
const value = fc.stringMatching(/^[\t -~]{0,8}$/);

describe("the fields of a response", () => {
  it("read like a Fetch Headers with the same fields, now and copied", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (list) => {
        const { response, headers } = both(list);
        for (const fields of [new CurrentFields(response), copiedFields(response.getHeaders())]) {
          expect([...fields]).toEqual([...headers]);
          for (const known of ["vary", "etag", "x-one", "set-cookie", "content-type", "x-other"]) {
            expect(fields.get(known)).toBe(headers.get(known));
          }
        }
      }),
    );
  });

  it("are texts, even those that the application set as numbers", () => {
    const response = unconnected();
    response.setHeader("Content-Length", 5);
    expect(new CurrentFields(response).get("content-length")).toBe("5");
    expect([...new CurrentFields(response)]).toEqual([["content-length", "5"]]);
  });

  it("change with the response, but not once they are copied", () => {
    const response = unconnected();
    response.setHeader("ETag", '"1"');
    const [current, copied] = [new CurrentFields(response), copiedFields(response.getHeaders())];
    response.setHeader("ETag", '"2"');
    response.setHeader("X-One", "a");
    expect([current.get("etag"), copied.get("etag")]).toEqual(['"2"', '"1"']);
    expect([[...current].length, [...copied].length]).toEqual([2, 1]);
    response.removeHeader("ETag");
    expect([current.get("etag"), copied.get("etag")]).toEqual([null, '"1"']);
  });

  it("leave out invalid ones when they are copied: node:http2 takes them, and does not send them", () => {
    expect([...copiedFields({ "x-one": "a\nb", "x two": "a", "x-three": ["a", "b\0"] })]).toEqual([["x-three", "a"]]);
  });
});

describe("setting fields", () => {
  it("replaces fields of the same names, and leaves the others", () => {
    const response = unconnected();
    response.setHeader("vary", "Origin");
    response.setHeader("X-One", ["a", "b"]);
    response.setHeader("ETag", '"1"');
    setFields(response, [
      ["Vary", "Accept"],
      ["X-One", "c"],
    ]);
    expect({ ...response.getHeaders() }).toEqual({ vary: "Accept", "x-one": "c", etag: '"1"' });
  });

  it("keeps all values of a name that comes more than once, in any case", () => {
    const response = unconnected();
    response.setHeader("Link", "<before>");
    setFields(response, [
      ["Link", "<1>"],
      ["ETag", '"1"'],
      ["link", "<2>"],
      ["LINK", "<3>"],
    ]);
    expect(response.getHeader("link")).toEqual(["<1>", "<2>", "<3>"]);
    expect(response.getHeader("etag")).toBe('"1"');
  });

  it("may set none", () => {
    const response = unconnected();
    setFields(response, []);
    expect(response.getHeaderNames()).toEqual([]);
  });
});
