import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discardContent, readContent } from "./read-content.ts";

describe("readContent", () => {
  it("joins chunks of any size, up to the limit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 8 })),
        fc.integer({ min: 0, max: 40 }),
        async (chunks, limit) => {
          const source = new PassThrough();
          for (const chunk of chunks) source.write(chunk);
          source.end();
          const whole = Buffer.concat(chunks);
          const outcome = await readContent(source, limit);
          expect(outcome).toEqual(whole.byteLength > limit ? { kind: "too-long" } : { kind: "whole", content: whole });
        },
      ),
    );
  });

  it("never returns partial content as complete", async () => {
    const source = new PassThrough();
    const outcome = readContent(source, 100);
    source.write("a");
    source.destroy();
    expect(await outcome).toEqual({ kind: "cut-off" });
    const failing = new PassThrough();
    const failed = readContent(failing, 100);
    failing.destroy(new Error("broken"));
    expect(await failed).toEqual({ kind: "cut-off" });
  });

  it("removes its listeners from the request", async () => {
    const source = new PassThrough();
    const before = source.eventNames().length;
    const outcome = readContent(source, 1);
    source.write("abc");
    expect(await outcome).toEqual({ kind: "too-long" });
    expect(source.eventNames().length).toBe(before);
    expect(source.isPaused()).toBe(true);
    source.destroy();
  });
});

describe("discardContent", () => {
  it("ends with the content, at its limit, when the client disconnects, or after its time limit", async () => {
    const ended = new PassThrough();
    ended.end("abc");
    await discardContent(ended, 100, 60_000);
    await discardContent(ended, 100, 60_000);
    expect(ended.readableEnded).toBe(true);

    const long = new PassThrough();
    long.write("abc");
    await discardContent(long, 2, 60_000);
    expect(long.isPaused()).toBe(true);

    const left = new PassThrough();
    const leaving = discardContent(left, 2, 60_000);
    left.destroy(new Error("broken"));
    await leaving;

    await discardContent(new PassThrough(), 2, 1);
  });
});
