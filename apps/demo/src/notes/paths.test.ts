import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerOf, pathOfNote, resourceOf, routeOf } from "./paths.ts";
import { NotesProblem } from "./problem.ts";

describe("resourceOf", () => {
  it.each([
    ["/notes/", "/notes/"],
    ["/notes/welcome", "/notes/welcome"],
    ["/notes/%77elcome", "/notes/welcome"],
    ["/notes/a%2fb", "/notes/a%2Fb"],
    ["/notes/a@b", "/notes/a%40b"],
    ["/notes/%e2%82%ac", "/notes/%E2%82%AC"],
    ["/notes/__proto__", "/notes/__proto__"],
    [`/notes/${"x".repeat(255)}`, `/notes/${"x".repeat(255)}`],
    ["/notes", undefined],
    ["/notes/a/b", undefined],
    ["/notes/a/", undefined],
    ["/notes//", undefined],
    ["/notes/%", undefined],
    ["/notes/%ff", undefined],
    ["/notes/é", undefined],
    ["/notes/.", undefined],
    ["/notes/%2e%2E", undefined],
    [`/notes/${"x".repeat(256)}`, undefined],
    [`/notes/${"%e2%82%ac".repeat(86)}`, undefined],
    ["/Notes/", undefined],
    ["/", undefined],
    ["*", undefined],
    ["", undefined],
  ])("maps %s to %s", (path, key) => {
    expect(resourceOf(path)).toBe(key);
  });

  it("returns the same key for any encoding of a name, and a key for itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (name) => {
        fc.pre(name !== "." && name !== ".." && new TextEncoder().encode(name).length <= 255);
        // Lone surrogates cannot be encoded in UTF-8.
        fc.pre(!/\p{Surrogate}/u.test(name));
        const everyByte = [...new TextEncoder().encode(name)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`);
        const key = pathOfNote(name);
        expect(resourceOf(`/notes/${everyByte.join("")}`)).toBe(key);
        expect(resourceOf(key)).toBe(key);
        expect(new URL(key, "http://localhost").pathname).toBe(key);
      }),
    );
  });
});

describe("routeOf", () => {
  it("throws only NotesProblem for any path", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `/notes/${text}`),
        ),
        (path) => {
          try {
            routeOf(path);
          } catch (reason) {
            expect(reason).toBeInstanceOf(NotesProblem);
            expect(reason).toMatchObject({ status: 400, code: "bad-name" });
          }
        },
      ),
    );
  });
});

describe("containerOf", () => {
  it.each([
    ["/notes/welcome", "/notes/"],
    ["/notes/a%2Fb", "/notes/"],
    ["/notes/", undefined],
    ["/", undefined],
    ["/other", undefined],
  ])("of %s is %s", (resource, container) => {
    expect(containerOf(resource)).toBe(container);
  });
});
