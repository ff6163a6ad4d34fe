import { ServerError } from "@resource-events/server";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceEvents } from "./index.ts";
import { givenKey, resourceKey } from "./resource-key.ts";

describe("the resource's key", () => {
  it("is the whole target by default", () => {
    fc.assert(fc.property(fc.string(), (path) => resourceKey(undefined)(path, undefined) === path));
  });

  it.each([
    ["/notes/:id", "/notes/1", "/notes/1"],
    ["/notes/:id", "/notes/1?x=1&y=/notes", "/notes/1"],
    ["/notes/:id", "/notes/a%2Fb", "/notes/a%2Fb"],
    ["/notes/:id", "/notes/%ff", undefined],
    ["/notes/:id", "/notes/joe%40x.org", "/notes/joe@x.org"],
    ["/notes/:id", "/notes/a%3ab%2e~%7E", "/notes/a:b.~~"],
    ["/notes/:id", "/notes/%C3%bc", "/notes/%C3%BC"],
    ["/notes/:id", "/notes/a%20b", "/notes/a%20b"],
    ["/notes/:id", "/notes/a+b", "/notes/a+b"],
    ["/notes/:id", "/notes/secret#x", undefined],
    ["/notes/:id", "/notes/secret\\x", undefined],
    ["/notes/:id", "/notes/secret\xa0", undefined],
    ["/notes/:id", "/notes/caf\xe9", "/notes/caf%C3%A9"],
    ["/files/*path", "/files/a%2Fb/%63", "/files/a%2Fb/c"],
    ["/notes{/:id}", "/notes/%7e", "/notes/~"],
    ["/notes/:id", "/notes/", undefined],
    ["/notes/:id", "/notes/1/", undefined],
    ["/notes/:id", "/Notes/1", undefined],
    ["/notes/:id", "/notes/1/2", undefined],
    ["/notes/:id", "/api/notes/1", undefined],
    ["/notes{/:id}", "/notes", "/notes"],
    ["/files/*path", "/files/a/b", "/files/a/b"],
    [["/notes", "/notes/:id"], "/notes?page=2", "/notes"],
    [["/notes", "/notes/:id"], "/other", undefined],
    [[], "/notes", undefined],
  ] as const)("with the option %j and the target %s is %s", (option, target, key) => {
    expect(resourceKey(option)(target, undefined)).toBe(key);
  });

  it("is what a function returns for the target and the request", () => {
    const key = resourceKey((target, { upper }: { readonly upper: boolean }) =>
      upper ? target.toUpperCase() : undefined,
    );
    expect([key("/a", { upper: true }), key("/a", { upper: false })]).toEqual(["/A", undefined]);
  });

  it("is the same for all targets that a router decodes alike, and never throws", () => {
    const key = resourceKey(["/notes/:id", "/files/*path"]);
    const decoded = (path: string): string | undefined => {
      try {
        return path.split("/").map(decodeURIComponent).join("\0");
      } catch {
        return undefined;
      }
    };
    const part = fc.constantFrom(
      "/",
      "notes",
      "files",
      "?",
      "%2F",
      "%2f",
      "%41",
      "A",
      "%40",
      "@",
      "%",
      "%25",
      "~",
      "%7E",
      "ü",
    );
    const target = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
    const ofNotes = target.map((rest) => `/notes/${rest}`);
    fc.assert(
      fc.property(fc.oneof(target, ofNotes), fc.oneof(target, ofNotes), (one, other) => {
        const found = key(one, undefined);
        if (found === undefined) return;
        const path = one.replace(/\?.*/, "");
        expect(decoded(found)).toBe(decoded(path));
        expect(key(found, undefined)).toBe(found);
        const otherPath = other.replace(/\?.*/, "");
        if (decoded(otherPath) === decoded(path)) expect(key(other, undefined)).toBe(found);
      }),
    );
  });

  it("is spelled alike where the application gives it", () => {
    const given = givenKey(["/notes/:id"]);
    expect(given("/notes/joe%40x.org")).toBe("/notes/joe@x.org");
    expect(given("/notes/joe@x.org?x=1")).toBe("/notes/joe@x.org");
    expect(givenKey(undefined)("/notes/joe%40x.org")).toBe("/notes/joe%40x.org");
    expect(givenKey(() => "x")("any name")).toBe("any name");
  });

  it("is none if the option makes it of no target", () => {
    const given = givenKey(["/notes/:id"]);
    for (const key of ["/other/1", "/notes/", "notes/1", "http://x/notes/1", "/notes/a b", ""]) {
      expect(given(key)).toBeUndefined();
    }
    for (const key of ["notes/1", "http://x/notes/1", "/notes/a b", "/notes\n", "", "*"]) {
      expect(givenKey(undefined)(key)).toBeUndefined();
    }
  });

  it.each(["/notes/*", "/notes/:", "/notes/(a)", "/notes?"])("rejects the pattern %s on creation", (pattern) => {
    const error = (() => {
      try {
        return resourceEvents({ resource: ["/fine", pattern] });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: "option", cause: expect.any(Error) });
    expect(String(error)).toContain(JSON.stringify(pattern));
  });

  it("throws nothing but a ServerError for any pattern", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'/ab:*{}()?\\[]+!.é "') }), (pattern) => {
        try {
          resourceKey(pattern)("/a", undefined);
        } catch (error) {
          expect(error).toMatchObject({ name: "ServerError", code: "option" });
        }
      }),
    );
  });
});
