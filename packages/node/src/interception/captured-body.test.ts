import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CapturedBody } from "./captured-body.ts";

const ignore = (): void => {};

async function contentOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe("a captured body", () => {
  it("yields the written content in order, whenever it is written and read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.boolean())), async (pieces) => {
        const body = new CapturedBody(ignore);
        const read = contentOf(body);
        for (const [piece, later] of pieces) {
          if (later) await Promise.resolve();
          body.push(Buffer.from(piece), undefined);
        }
        body.end();
        expect(await read).toBe(pieces.map(([piece]) => piece).join(""));
      }),
    );
  });

  it("makes its writer wait, and go on, as a socket would", async () => {
    let drained = 0;
    const body = new CapturedBody(() => {
      drained += 1;
    });
    expect(body.push(Buffer.alloc(60_000), undefined)).toBe(true);
    expect(body.push(Buffer.alloc(60_000), undefined)).toBe(false);
    expect(drained).toBe(0);
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    expect(drained).toBe(1);
    await reader.next();
    expect(drained).toBe(1);
    expect(body.taken).toBe(true);
  });

  it("yields the content before a failure, then fails", async () => {
    const body = new CapturedBody(ignore);
    body.push(Buffer.from("a"), undefined);
    body.fail(new Error("broken"));
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(Buffer.from("a"));
    await expect(reader.next()).rejects.toThrow("broken");
  });

  it("wakes a waiting reader for content, the end, a failure and return()", async () => {
    const cases: readonly [(body: CapturedBody, reader: AsyncIterator<Uint8Array>) => unknown, unknown][] = [
      [(body) => body.push(Buffer.from("a"), undefined), { done: false, value: Buffer.from("a") }],
      [(body) => body.end(), { done: true, value: undefined }],
      [(body) => body.fail("broken"), "broken"],
      [(_, reader) => reader.return?.(), { done: true, value: undefined }],
    ];
    for (const [act, expected] of cases) {
      const body = new CapturedBody(ignore);
      const reader = body[Symbol.asyncIterator]();
      const waiting = reader.next().catch((error: unknown) => error);
      await Promise.resolve();
      act(body, reader);
      expect(await waiting).toEqual(expected);
    }
  });

  it("takes everything, and calls back, once nobody reads any more", async () => {
    let drained = 0;
    const told: string[] = [];
    const body = new CapturedBody(() => {
      drained += 1;
    });
    expect(body.push(Buffer.alloc(100_000), () => told.push("before"))).toBe(false);
    await body[Symbol.asyncIterator]().return?.();
    expect(drained).toBe(1);
    expect(body.push(Buffer.alloc(100_000), () => told.push("after"))).toBe(true);
    await new Promise(process.nextTick);
    expect(told).toEqual(["before", "after"]);
    expect(body.taken).toBe(true);
  });

  it("ignores a failure after its end", async () => {
    const body = new CapturedBody(ignore);
    body.push(Buffer.from("a"), undefined);
    body.end();
    body.fail(new Error("the client left"));
    expect(await contentOf(body)).toBe("a");
  });

  it("can be taken whole if it ended in one piece, and calls back", async () => {
    const taken: string[] = [];
    const body = new CapturedBody(ignore);
    const content = Buffer.alloc(100_000);
    body.push(content, () => taken.push("written"));
    expect(body.takeWhole()).toBeUndefined();
    body.end();
    expect(body.takeWhole()).toBe(content);
    expect(taken).toEqual(["written"]);
    expect(body.taken).toBe(true);
    expect(await contentOf(body)).toBe("");
  });

  it("can't be taken whole if it came in pieces, and is null if it is empty", async () => {
    const pieces = new CapturedBody(ignore);
    pieces.push(Buffer.from("a"), undefined);
    pieces.push(Buffer.from("b"), undefined);
    pieces.end();
    expect(pieces.takeWhole()).toBeUndefined();
    expect(await contentOf(pieces)).toBe("ab");
    const empty = new CapturedBody(ignore);
    empty.end();
    expect(empty.takeWhole()).toBeNull();
  });
});
