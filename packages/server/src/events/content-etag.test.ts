import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOfContent } from "./content-etag.ts";

/** The entity tag that Express, koa-etag and others compute. */
function computed(content: string, weak = false): string {
  const hash = createHash("sha1").update(content).digest("base64").slice(0, 27);
  return `${weak ? "W/" : ""}"${Buffer.byteLength(content).toString(16)}-${hash}"`;
}

const type = { "content-type": "application/json" };

describe("an entity tag that was computed of the content of a response", () => {
  it("is recognized, whatever the content", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.boolean(), (content, weak) => {
        const etag = computed(content, weak);
        const length = `${Buffer.byteLength(content)}`;
        expect(isOfContent(etag, 200, new Headers({ ...type, "content-length": length }))).toBe(true);
        expect(isOfContent(etag, 201, new Headers(type))).toBe(true);
      }),
    );
  });

  it("is not recognized if that content is another one, or none", () => {
    const etag = computed('{"title":"x"}');
    expect(isOfContent(etag, 200, new Headers({ ...type, "content-length": "11" }))).toBe(false);
    expect(isOfContent(etag, 200, new Headers({ "content-length": "0" }))).toBe(false);
    expect(isOfContent(etag, 200, new Headers())).toBe(false);
    expect(isOfContent(etag, 204, new Headers(type))).toBe(false);
  });

  it("is not any other tag", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!#-~]{0,40}$/), (text) => {
        fc.pre(!/^[\da-f]+-/.test(text));
        expect(isOfContent(`"${text}"`, 200, new Headers(type))).toBe(false);
      }),
    );
  });
});
