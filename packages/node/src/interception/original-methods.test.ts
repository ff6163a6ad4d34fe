import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import { OriginalMethods } from "./original-methods.ts";

describe("the original methods of a response", () => {
  it("are called on the response, with all arguments, and return the result", () => {
    const response = unconnected();
    const calls: unknown[] = [];
    const recorder = (name: string, result: unknown) =>
      function (this: unknown, ...call: unknown[]): unknown {
        calls.push([name, this === response, ...call]);
        return result;
      };
    Object.assign(response, {
      writeHead: recorder("writeHead", response),
      write: recorder("write", false),
      end: recorder("end", response),
      flushHeaders: recorder("flushHeaders", undefined),
    });
    const originals = new OriginalMethods(response);
    const replacement = (): never => {
      throw new Error("not original");
    };
    Object.assign(response, {
      writeHead: replacement,
      write: replacement,
      end: replacement,
      flushHeaders: replacement,
    });
    const done = (): void => {};
    expect(originals.writeHead(201, "Made", { "X-One": "a" })).toBe(response);
    expect(originals.write("00", "hex", done)).toBe(false);
    expect(originals.end(done)).toBe(response);
    originals.flushHeaders();
    expect(calls).toEqual([
      ["writeHead", true, 201, "Made", { "X-One": "a" }],
      ["write", true, "00", "hex", done],
      ["end", true, done],
      ["flushHeaders", true],
    ]);
  });

  it("can send the head that is set on the response", () => {
    const response = unconnected();
    response.statusCode = 418;
    response.setHeader("X-One", "a");
    new OriginalMethods(response).begin();
    expect(response.headersSent).toBe(true);
    expect(() => response.writeHead(200)).toThrow(expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }));
    expect([response.statusCode, response.statusMessage]).toEqual([418, "I'm a Teapot"]);
  });

  it("are untouched unless somebody has wrapped write", () => {
    const response = unconnected();
    expect(new OriginalMethods(response).untouched).toBe(true);
    response.end = response.end.bind(response);
    expect(new OriginalMethods(response).untouched).toBe(true);
    response.write = response.write.bind(response);
    expect(new OriginalMethods(response).untouched).toBe(false);
  });
});
