import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, PushedBody } from "../../test/pushed-body.ts";
import { readContent } from "./read-content.ts";

describe("readContent", () => {
  it("reads content in any chunks, up to the limit", async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat({ max: 30 }), async (parts, most) => {
        const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
        const content = await readContent(bodyOf(...parts), most);
        if (whole.byteLength > most) expect(content).toBe("too large");
        else expect(content).toEqual(whole);
      }),
    );
  });

  it("stops reading once the content exceeds the limit, and leaves the rest", async () => {
    const body = bodyOf("ab", "cd", "ef");
    expect(await readContent(body, 3)).toBe("too large");
    expect(body).toMatchObject({ asked: 2, left: true });
  });

  it("says so if the content breaks off, or can't be read", async () => {
    const body = new PushedBody();
    body.push("a");
    body.fail(new Error("gone"));
    expect(await readContent(body, 3)).toBe("broken off");
    const locked = {
      [Symbol.asyncIterator](): never {
        throw new TypeError("locked");
      },
    };
    expect(await readContent(locked, 3)).toBe("broken off");
  });
});
