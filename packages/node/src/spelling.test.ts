import fc from "fast-check";
import { match } from "path-to-regexp";
import { describe, expect, it } from "vitest";
import { routedAlike, spellingOf } from "./spelling.ts";

describe("the spelling of a target", () => {
  it.each([
    ["/notes/%7ejoe?q=%61", "/notes/~joe?q=a", undefined],
    ["/notes/%c3%bc", "/notes/%C3%BC", undefined],
    ["/notes/joe%40x.org", "/notes/joe%40x.org", undefined],
    ["/notes/joe%40x.org?q=%61", "/notes/joe@x.org?q=%61", "/notes/:id"],
    ["/n%6ftes/1", "/n%6ftes/1", "/notes/:id"],
    ["/other", "/other", "/notes/:id"],
    ["/notes/%61", "/notes/a", (target: string) => target],
    ["/notes/%61", "/notes/%61", () => "note a"],
    ["/notes/%61", "/notes/%61", () => "/notes/a"],
    ["/notes/%61", "/notes/%61", () => undefined],
  ])("of %s is %s", (target, spelled, option) => {
    expect(spellingOf(option)(target, undefined)).toBe(spelled);
  });
});

describe("a route handles two spellings alike", () => {
  it.each([
    ["/notes/%7Ejoe", { id: "~joe" }, true],
    ["/notes/%7Ejoe", {}, false],
    ["/notes/%7Ejoe", undefined, false],
    ["/notes/%7Ejoe", { id: "joe" }, false],
    ["/n%6Ftes/~joe", { id: "~joe" }, false],
    ["/files/a/%7Eb/c", { path: ["a", "~b", "c"] }, true],
    ["/files/a/%7Eb/c", { 0: "a/~b/c" }, true],
    ["/notes/joe?q=%61", {}, true],
    ["/notes/%ZZ%7E", { id: "x" }, false],
  ])("%s with %o: %s", (target, params, alike) => {
    expect(routedAlike(target, target.replace(/%[67][\dA-F]/g, decodeURIComponent), params)).toBe(alike);
  });

  const segment = fc.stringMatching(/^[a-z~%40]{1,4}$/).filter((text) => {
    try {
      return decodeURIComponent(text) !== "";
    } catch {
      return false;
    }
  });
  it("only if it matches both, with the same parameters", () => {
    const routes = ["/notes/:id", "/:list/1", "/:list/:id", "/notes/a"].map((path) =>
      match<Record<string, string>>(path),
    );
    const spell = spellingOf(undefined);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 2 }), fc.nat(3), (segments, index) => {
        const target = `/${segments.join("/")}`;
        const route = routes[index] ?? expect.fail();
        const matched = route(target);
        if (matched === false || !routedAlike(target, spell(target, undefined), matched.params)) return;
        expect(route(spell(target, undefined))).toMatchObject({ params: matched.params });
      }),
      { numRuns: 2_000 },
    );
  });
});
