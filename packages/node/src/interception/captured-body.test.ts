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
  it("gives out what was written, in order, whenever it is written and read", async () => {
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

  it("tells its writer to wait, and when to go on, as a socket would", async () => {
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

  it("gives out what was written before a failure, then fails", async () => {
    const body = new CapturedBody(ignore);
    body.push(Buffer.from("a"), undefined);
    body.fail(new Error("broken"));
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(Buffer.from("a"));
    await expect(reader.next()).rejects.toThrow("broken");
  });

  it("wakes a reader that waits, for content, the end, a failure and for nobody reading any more", async () => {
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

  it("takes everything, and says so, once nobody reads any more", async () => {
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

  it("is not touched by a failure after its end", async () => {
    const body = new CapturedBody(ignore);
    body.push(Buffer.from("a"), undefined);
    body.end();
    body.fail(new Error("the client left"));
    expect(await contentOf(body)).toBe("a");
  });
});
