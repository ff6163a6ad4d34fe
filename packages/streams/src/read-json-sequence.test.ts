import { describe, expect, it } from "vitest";
import { bytesOf, everyChunking } from "../test/chunks.ts";
import { codeOfLater } from "../test/codes.ts";
import { pushedSource, sourceOf } from "../test/source.ts";
import { readJsonSequence } from "./read-json-sequence.ts";

describe("readJsonSequence", () => {
  it("returns texts in order for every split of the bytes", async () => {
    for (const chunks of everyChunking(bytesOf('\x1e{"a":[\n1]}\n\x1e\x1e 2\n\x1ebad\n\x1e"x"\n'))) {
      const items: [unknown, string][] = [];
      for await (const { value, text } of readJsonSequence(sourceOf(chunks).stream)) items.push([value, text]);
      expect(items).toEqual([
        [{ a: [1] }, '{"a":[\n1]}\n'],
        [2, " 2\n"],
        ["x", '"x"\n'],
      ]);
    }
  });

  it("returns a text in the same turn as its line feed", async () => {
    const source = pushedSource();
    const texts = readJsonSequence(source.stream);
    for (let value = 1; value <= 20; value++) {
      let received: unknown;
      const reading = texts.next().then((next) => {
        received = next.value?.value;
      });
      source.push(`\x1e${value}`);
      await new Promise(setImmediate);
      expect(received).toBeUndefined();
      source.push("\n");
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(received).toBe(value);
      await reading;
    }
    source.close();
    expect(await texts.next()).toMatchObject({ done: true });
  });

  it("fails if the stream is truncated in a text, or a text is too long, and cancels the source", async () => {
    expect(await codeOfLater(() => readJsonSequence(sourceOf([bytesOf("\x1e12")]).stream).next())).toBe("truncated");
    const long = sourceOf([bytesOf("\x1e1234567")], "open");
    expect(await codeOfLater(() => readJsonSequence(long.stream, { text: 4 }).next())).toBe("text-too-large");
    expect(long.cancelled()).toBeDefined();
  });

  it("cancels the source when the loop is left", async () => {
    const source = sourceOf([bytesOf("\x1e1\n\x1e2\n")], "open");
    for await (const { value } of readJsonSequence(source.stream)) if (value === 1) break;
    expect(source.cancelled()).toEqual({ reason: undefined });
  });
});
