import { describe, expect, it, vi } from "vitest";
import { bodyOf, PushedBody } from "../../test/pushed-body.ts";
import { textOfBytes } from "../../test/recording-sink.ts";
import { BodyReader } from "./body-reader.ts";

async function rest(reader: BodyReader): Promise<string[]> {
  const pieces: string[] = [];
  for (let piece = await reader.next(); piece !== undefined; piece = await reader.next())
    pieces.push(textOfBytes(piece));
  return pieces;
}

describe("BodyReader", () => {
  it("returns the body piece by piece", async () => {
    expect(await rest(new BodyReader(bodyOf("a", "b")))).toEqual(["a", "b"]);
    expect(await rest(new BodyReader(null))).toEqual([]);
  });

  it("collects the whole, and still returns its pieces afterwards", async () => {
    const reader = new BodyReader(bodyOf("a", "b"));
    expect(textOfBytes((await reader.whole(2, 1_000)) ?? new Uint8Array())).toBe("ab");
    expect(await rest(reader)).toEqual(["a", "b"]);
    expect(await new BodyReader(null).whole(0, 1_000)).toEqual(new Uint8Array());
  });

  it("returns a complete body at once, however long it is to look at", async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(new BodyReader(bytes).takeComplete(3)).toEqual(bytes);
    expect(new BodyReader(null).takeComplete(0)).toEqual(new Uint8Array());
    const large = new BodyReader(bytes);
    expect(large.takeComplete(2)).toBeUndefined();
    expect(await large.whole(3, 1_000)).toEqual(bytes);
    expect(await large.next()).toBe(bytes);
    expect(await large.next()).toBeUndefined();
    const looked = new BodyReader(bodyOf("a", "b"));
    expect(looked.takeComplete(2)).toBeUndefined();
    await looked.whole(2, 1_000);
    expect(textOfBytes(looked.takeComplete(2) ?? new Uint8Array())).toBe("ab");
    expect(await looked.next()).toBeUndefined();
  });

  it("collects no more bytes than the limit", async () => {
    const body = bodyOf("a", "b", "c", "d");
    const reader = new BodyReader(body);
    expect(await reader.whole(2, 1_000)).toBeUndefined();
    expect(body.asked).toBe(3);
    expect(await rest(reader)).toEqual(["a", "b", "c", "d"]);
  });

  it("collects no longer than the time limit, and loses nothing that comes later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const body = new PushedBody();
    body.push("a");
    const reader = new BodyReader(body);
    const whole = reader.whole(100, 20);
    await Promise.resolve();
    vi.advanceTimersByTime(20);
    expect(await whole).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    body.push("b");
    body.end();
    expect(await rest(reader)).toEqual(["a", "b"]);
  });

  it("leaves no timer if the whole was available", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await new BodyReader(bodyOf("a")).whole(1, 1_000);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("can be cancelled while it waits for a piece", async () => {
    const body = new PushedBody();
    const reader = new BodyReader(body);
    const next = reader.next();
    reader.cancel();
    reader.cancel();
    expect(await next).toBeUndefined();
    expect(await reader.next()).toBeUndefined();
    expect(body.left).toBe(true);
  });

  it("can be cancelled while it collects, and leaves no timer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const reader = new BodyReader(new PushedBody());
    const whole = reader.whole(100, 1_000);
    reader.cancel();
    expect(await whole).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it("fails if the source fails", async () => {
    const cause = new Error("disk");
    const body = new PushedBody();
    body.push("a");
    body.fail(cause);
    const reader = new BodyReader(body);
    await expect(reader.whole(100, 1_000)).rejects.toMatchObject({ code: "representation", cause });
    const other = new BodyReader(body);
    await expect(other.next()).rejects.toMatchObject({ name: "ServerError", code: "representation", cause });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["does not exist", undefined],
  ])("tolerates a return() that %s", async (_, leave) => {
    const iterator = { next: () => new Promise<never>(() => {}), ...(leave === undefined ? {} : { return: leave }) };
    const reader = new BodyReader({ [Symbol.asyncIterator]: () => iterator });
    const next = reader.next();
    expect(() => reader.cancel()).not.toThrow();
    expect(await next).toBeUndefined();
  });
});
