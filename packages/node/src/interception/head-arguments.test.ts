import { describe, expect, it } from "vitest";
import { unconnected } from "../../test/intercepted.ts";
import type { NodeResponse } from "../messages.ts";
import { applyHead, type HeadArguments } from "./head-arguments.ts";

const heads: Readonly<Record<string, HeadArguments>> = {
  "a status": [404],
  "a status that is a text": ["404" as unknown as number],
  "a status and a reason phrase": [202, "Soon"],
  "an empty reason phrase": [200, ""],
  "fields as an object": [200, { "X-One": "a", "x-set": "after", "X-Many": ["a", "b"], "X-Number": 5 }],
  "a reason phrase and fields as an object": [200, "Fine", { "X-One": "a" }],
  "no reason phrase, then fields": [200, undefined, { "X-One": "a" }],
  "a null reason phrase, then fields": [200, null, { "X-One": "a" }],
  "fields as a flat array": [200, ["X-One", "a", "X-Set", "after", "X-One", "b"]],
  "a reason phrase and fields as a flat array": [200, "Fine", ["X-One", "a"]],
  "an empty array": [200, []],
  "an empty object": [200, {}],
  "no fields": [200, undefined, undefined],
};

const faults: Readonly<Record<string, HeadArguments>> = {
  "a name that is no token": [200, { "X One": "a" }],
  "a value with a line feed": [200, { "X-One": "a\nb" }],
  "a value that is undefined": [200, { "X-One": undefined }],
  "a value in an array with a line feed": [200, ["X-One", "a\nb"]],
  "an array without a last value": [200, ["X-One"]],
  "a status below 100": [42],
  "a status above 999": [1_000],
  "a status that is no number": ["no" as unknown as number],
  "a reason phrase with a line feed": [200, "Fine\nX-One: a"],
  "a reason phrase that is not of Latin-1": [200, "\u2713"],
};

function stateAfter(act: (response: NodeResponse) => unknown): unknown {
  const response = unconnected();
  response.setHeader("X-Set", "before");
  response.setHeader("X-Stays", "a");
  act(response);
  return [response.statusCode, { ...response.getHeaders() }];
}

describe("the arguments of writeHead", () => {
  it.each(Object.entries(heads))("are understood as by node:http: %s", (_, head) => {
    const writeHead = (response: NodeResponse) => response.writeHead(...(head as [number]));
    expect(stateAfter((response) => applyHead(response, head))).toEqual(stateAfter(writeHead));
  });

  it("set the reason phrase only if they have one", () => {
    const response = unconnected();
    applyHead(response, [200, "Fine"]);
    expect(response.statusMessage).toBe("Fine");
    applyHead(response, [200, { "X-One": "a" }]);
    expect(response.statusMessage).toBe("Fine");
  });

  it("may have an array of pairs, as in node:http2", () => {
    const pairs = [
      ["X-One", "a"],
      ["X-Set", "after"],
      ["X-One", "b"],
    ];
    const response = unconnected();
    response.setHeader("X-Set", "before");
    applyHead(response, [200, pairs]);
    expect({ ...response.getHeaders() }).toEqual({ "x-set": "after", "x-one": ["a", "b"] });
  });

  it.each(Object.entries(faults))("fail before the head leaves: %s", (_, head) => {
    const response = unconnected();
    const failing = (act: () => unknown): unknown => {
      try {
        act();
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
      return undefined;
    };
    const code = failing(() => applyHead(response, head));
    expect(code).toBe(failing(() => unconnected().writeHead(...(head as [number]))));
    expect([code, response.headersSent]).toEqual([expect.stringMatching(/^ERR_/), false]);
  });

  it("fail before the head leaves for a reason phrase that was set on the response", () => {
    const response = unconnected();
    response.statusMessage = "Fine\n";
    expect(() => applyHead(response, [200])).toThrow(expect.objectContaining({ code: "ERR_INVALID_CHAR" }));
  });

  it("leave no field behind if they fail and the response had none, as with node:http: another head may follow", () => {
    for (const fields of [{ "Content-Length": 5, "X-One": "a\nb" }, ["Content-Length", "5", "X-One", "a\nb"]]) {
      const fresh = unconnected();
      expect(() => applyHead(fresh, [200, fields])).toThrow();
      expect(fresh.getHeaderNames()).toEqual([]);
      const [ours, theirs] = [unconnected(), unconnected()];
      for (const response of [ours, theirs]) response.setHeader("X-Set", "before");
      expect(() => applyHead(ours, [200, fields])).toThrow();
      expect(() => theirs.writeHead(200, fields as string[])).toThrow();
      expect({ ...ours.getHeaders() }).toEqual({ ...theirs.getHeaders() });
    }
  });
});
