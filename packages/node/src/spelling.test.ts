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
    ["/notes/%7Ejoe", "/notes/:id", { id: "~joe" }, true],
    ["/notes/%7Ejoe", "/notes/:id", {}, false],
    ["/notes/%7Ejoe", undefined, undefined, false],
    ["/notes/%7Ejoe", "/notes/:id", { id: "joe" }, false],
    ["/n%6Ftes/~joe", "/:list/:id", { id: "~joe" }, false],
    ["/n%6Ftes/~joe", "/:list/:id", { list: "notes", id: "~joe" }, true],
    ["/s%61laries", "/{*path}", { path: ["salaries"] }, false],
    ["/s%61laries", "/*path", { path: "salaries" }, false],
    ["/s%61laries", "*", { 0: "/salaries" }, false],
    ["/s%61laries", "/:path(.+)", { path: "salaries" }, false],
    ["/s%61laries", /^\/(?<path>.*)$/, { path: "salaries" }, false],
    ["/s%61laries", ["/:path"], { path: "salaries" }, false],
    ["/notes/joe?q=%61", "/notes/:id", {}, true],
    ["/notes/%ZZ%7E", "/notes/:id", { id: "x" }, false],
  ])("%s by %o with %o: %s", (target, path, params, alike) => {
    const spelled = target.replace(/%[67][\dA-F]/g, decodeURIComponent);
    expect(routedAlike(target, spelled, { path, params })).toBe(alike);
  });

  const segment = fc.stringMatching(/^[a-z~%40]{1,4}$/).filter((text) => {
    try {
      return decodeURIComponent(text) !== "";
    } catch {
      return false;
    }
  });
  it("only if it matches both, with the same parameters", () => {
    const paths = ["/notes/:id", "/:list/1", "/:list/:id", "/notes/a", "/*all", "/{*all}"];
    const routes = paths.map((path) => ({ path, match: match(path) }));
    const spell = spellingOf(undefined);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 2 }), fc.constantFrom(...routes), (segments, route) => {
        const target = `/${segments.join("/")}`;
        const spelled = spell(target, undefined);
        const matched = route.match(target);
        if (matched === false) return;
        const { params } = matched;
        if (routedAlike(target, spelled, { path: route.path, params })) {
          expect(route.match(spelled)).toMatchObject({ params });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
