import { ServerError } from "@resource-events/server";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceEvents } from "./index.ts";
import { resourceKey } from "./resource-key.ts";

describe("the resource's key", () => {
  it("is the whole target by default", () => {
    fc.assert(fc.property(fc.string(), (path) => resourceKey(undefined)(path, undefined) === path));
  });

  it.each([
    ["/notes/:id", "/notes/1", "/notes/1"],
    ["/notes/:id", "/notes/1?x=1&y=/notes", "/notes/1"],
    ["/notes/:id", "/notes/a%2Fb", "/notes/a%2Fb"],
    ["/notes/:id", "/notes/%ff", "/notes/%ff"],
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

  it("is the target without its query, or undefined, and never throws", () => {
    const key = resourceKey(["/notes/:id", "/files/*path"]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("/", "notes", "files", "?", "%2F", "a")).map((parts) => parts.join("")),
        (target) => {
          const found = key(target, undefined);
          if (found !== undefined) expect(target.split("?")[0]).toBe(found);
        },
      ),
    );
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
