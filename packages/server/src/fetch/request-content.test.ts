import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRequest } from "./request-content.ts";

/** A request whose content arrives in the given pieces, and breaks off after them if `fails` is set. */
function requestOf(pieces: readonly Uint8Array<ArrayBuffer>[], fails = false, headers: HeadersInit = {}): Request {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (fails) controller.error(new Error("gone"));
      else controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "QUERY", body, headers, duplex: "half" };
  return new Request("http://localhost/", init);
}

const piece = fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes));

describe("readRequest", () => {
  it("returns the whole content, however it is chunked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        const whole = pieces.flatMap((bytes) => [...bytes]);
        expect(await readRequest(requestOf(pieces), 10_000)).toEqual(Uint8Array.from(whole));
      }),
    );
  });

  it("is too large from the first byte above the limit, and stops reading there", async () => {
    const twenty = [new Uint8Array(10), new Uint8Array(10)];
    expect(await readRequest(requestOf(twenty), 20)).toHaveLength(20);
    expect(await readRequest(requestOf(twenty), 19)).toBe("too large");
    expect(await readRequest(requestOf(twenty, true), 19)).toBe("too large");
  });

  it("is too large if Content-Length says so, without being read", async () => {
    const request = requestOf([], true, { "Content-Length": "20" });
    expect(await readRequest(request, 19)).toBe("too large");
    expect(request.bodyUsed).toBe(false);
    expect(await readRequest(requestOf([], false, { "Content-Length": "nonsense" }), 19)).toHaveLength(0);
  });

  it("is broken off if its source fails", async () => {
    expect(await readRequest(requestOf([new Uint8Array(3)], true), 10)).toBe("broken off");
  });

  it("is empty if there is no content, and is read as a whole if it can't be streamed", async () => {
    expect(await readRequest(new Request("http://localhost/"), 10)).toHaveLength(0);
    for (const [length, outcome] of [
      [5, Uint8Array.from([1, 2, 3, 4, 5])],
      [4, "too large"],
    ] as const) {
      const request = requestOf([Uint8Array.from([1, 2, 3, 4, 5])]);
      const content = await request.arrayBuffer();
      Object.defineProperties(request, { body: { value: undefined }, arrayBuffer: { value: async () => content } });
      expect(await readRequest(request, length)).toEqual(outcome);
    }
    const broken = requestOf([], true);
    Object.defineProperty(broken, "body", { value: undefined });
    expect(await readRequest(broken, 5)).toBe("broken off");
  });
});
