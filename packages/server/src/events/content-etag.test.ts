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

  it("is recognized if the content is a file", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.date({ min: new Date("1990-01-01"), max: new Date("2500-01-01"), noInvalidDate: true }),
        fc.boolean(),
        (size, modified, weak) => {
          const etag = `${weak ? "W/" : ""}"${size.toString(16)}-${modified.getTime().toString(16)}"`;
          const sent = { ...type, "accept-ranges": "bytes", "last-modified": modified.toUTCString() };
          expect(isOfContent(etag, 200, new Headers({ ...sent, "content-length": `${size}` }))).toBe(true);
          expect(isOfContent(etag, 200, new Headers(sent))).toBe(true);
          expect(isOfContent(etag, 200, new Headers({ ...sent, "content-length": `${size + 1}` }))).toBe(false);
          expect(isOfContent(etag, 204, new Headers())).toBe(false);
        },
      ),
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
