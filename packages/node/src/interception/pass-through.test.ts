import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import { OriginalMethods } from "./original-methods.ts";
import { passThrough } from "./pass-through.ts";

describe("the route of a response that passes through", () => {
  it("sets the fields, and is the original methods", () => {
    const response = unconnected();
    const originals = new OriginalMethods(response);
    const errors: unknown[] = [];
    const route = passThrough(response, originals, [["Vary", "Accept"]], (error) => errors.push(error));
    expect(route).toBe(originals);
    expect(response.getHeader("vary")).toBe("Accept");
    expect(response.headersSent).toBe(false);
    expect(errors).toEqual([]);
  });

  it("goes on if a field is invalid, and reports the error", () => {
    const response = unconnected();
    const originals = new OriginalMethods(response);
    const errors: unknown[] = [];
    const fields = [
      ["X-One", "a"],
      ["X-Two", "a\nb"],
    ] as const;
    expect(passThrough(response, originals, fields, (error) => errors.push(error))).toBe(originals);
    expect({ ...response.getHeaders() }).toEqual({ "x-one": "a" });
    expect(errors).toMatchObject([{ code: "ERR_INVALID_CHAR" }]);
  });

  it("goes on if the head was sent behind our back, without the fields", () => {
    const response = unconnected();
    const originals = new OriginalMethods(response);
    response.writeHead(200);
    const errors: unknown[] = [];
    expect(passThrough(response, originals, [["X-One", "a"]], (error) => errors.push(error))).toBe(originals);
    expect([errors, response.hasHeader("X-One")]).toEqual([[], false]);
  });
});
