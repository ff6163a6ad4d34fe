import { describe, expect, it } from "vitest";
import { bytesOf } from "../../test/recording-sink.ts";
import { eventOf } from "./event.ts";
import { eventsOf, type Mutation } from "./mutation.ts";

const statuses = [100, 200, 201, 202, 203, 204, 205, 206, 226, 301, 303, 304, 400, 404, 409, 412, 422, 500, 503];
const methods = ["GET", "HEAD", "OPTIONS", "QUERY", "PUT", "PATCH", "POST", "DELETE", "put", "MOVE"];

/** What each method and status cause: the union of PREP-MS-1 and PREP-AS-3, with the types of NF-6. */
const table: Readonly<Record<string, readonly string[]>> = {
  "PUT 200": ["/c/a update", "/c/ update /c/a"],
  "PUT 201": ["/c/a create", "/c/ create /c/a"],
  "PUT 204": ["/c/a update", "/c/ update /c/a"],
  "PUT 205": ["/c/a update", "/c/ update /c/a"],
  "PATCH 200": ["/c/a update", "/c/ update /c/a"],
  "PATCH 201": ["/c/a create", "/c/ create /c/a"],
  "PATCH 204": ["/c/a update", "/c/ update /c/a"],
  "PATCH 205": ["/c/a update", "/c/ update /c/a"],
  "POST 200": ["/c/a update", "/c/ update /c/a"],
  "POST 201": ["/c/a create"],
  "POST 204": ["/c/a update", "/c/ update /c/a"],
  "POST 205": ["/c/a update", "/c/ update /c/a"],
  "DELETE 200": ["/c/a delete", "/c/ delete /c/a"],
  "DELETE 204": ["/c/a delete", "/c/ delete /c/a"],
};

function mutation(details: Partial<Mutation> & { readonly method: string; readonly status: number }): Mutation {
  return { resource: "/c/a", key: "/c/a", fields: new Headers(), container: "/c/", ...details };
}

function summary(given: Mutation): string[] {
  return eventsOf(given).map(({ key, details: { type, object } }) =>
    [key, type, ...(object === undefined ? [] : [object])].join(" "),
  );
}

describe("eventsOf (PREP-MS-1, PREP-AS-3, NF-6, NF-7)", () => {
  it.each(methods.flatMap((method) => statuses.map((status) => [method, status] as const)))(
    "%s %i",
    (method, status) => {
      expect(summary(mutation({ method, status }))).toEqual(table[`${method} ${status}`] ?? []);
    },
  );

  it("has no event on a container if there is none", () => {
    expect(summary({ method: "PUT", status: 204, resource: "/c/a", key: "/c/a", fields: new Headers() })).toEqual([
      "/c/a update",
    ]);
  });

  it("has the method", () => {
    for (const { details } of eventsOf(mutation({ method: "PATCH", status: 204 })))
      expect(details.method).toBe("PATCH");
  });
});

describe("a POST that creates (NF-6)", () => {
  const created = (location: string | undefined, further: Partial<Mutation> = {}) =>
    mutation({
      method: "POST",
      status: 201,
      resource: "/notes/",
      key: "/notes/",
      fields: new Headers({ etag: '"v1"', ...(location === undefined ? {} : { location }) }),
      resourceAt: (found) => `key of ${found}`,
      ...further,
    });

  it("has an event on the collection for its member (PREP-MS-5), and the member's first event", () => {
    expect(eventsOf(created("/notes/1"))).toEqual([
      { key: "/notes/", details: { type: "create", method: "POST", object: "/notes/1" } },
      { key: "key of /notes/1", details: { type: "create", method: "POST", etag: '"v1"' } },
    ]);
  });

  it.each([
    ["https://elsewhere.example/1", "https://elsewhere.example/1"],
    ["//elsewhere.example/1", "//elsewhere.example/1"],
    ["/notes/1", "/notes/1"],
    // relative to the target, not to whatever it is read against later
    ["1", "/notes/1"],
    ["./1?a=b", "/notes/1?a=b"],
    ["../other/1", "/other/1"],
  ])("names a Location of %s as %s", (location, object) => {
    expect(eventsOf(created(location))[0]?.details.object).toBe(object);
  });

  it.each([
    ["no Location", undefined, {}],
    ["an empty Location", "", {}],
  ])("has no object if there is %s", (_, location, further) => {
    expect(eventsOf(created(location, further))).toEqual([
      { key: "/notes/", details: { type: "create", method: "POST" } },
    ]);
  });

  it.each([
    ["is not observed", { resourceAt: () => undefined }],
    ["is the collection itself", { resourceAt: () => "/notes/" }],
    ["can't be looked up", { resourceAt: undefined }],
  ])("has no event on a member that %s", (_, further) => {
    const { resourceAt, ...rest } = created("/notes/1");
    const given = { ...rest, ...(further.resourceAt === undefined ? {} : { resourceAt: further.resourceAt }) };
    expect(summary(given)).toEqual(["/notes/ create /notes/1"]);
  });

  it("never sends the member's content to the collection's subscribers (PREP-MS-7)", () => {
    const delta = { mediaType: "text/plain", content: bytesOf("the note") };
    for (const { details } of eventsOf(created("/notes/1", { delta }))) expect(details.delta).toBeUndefined();
    // unless the application itself says so
    expect(eventsOf(created("/notes/1", { described: { delta } }))[0]?.details.delta).toBe(delta);
  });
});

describe("the entity tag (PREP-MS-4)", () => {
  const etagOf = (method: string, status: number, fields: Record<string, string>, contentType?: string) =>
    eventsOf(mutation({ method, status, fields: new Headers(fields), contentType }))[0]?.details.etag;
  const etag = '"v2"';

  it.each([
    ["PUT", 204, { etag }, "text/plain", { "text/plain": etag }],
    ["PUT", 201, { etag }, "Text/Plain; charset=UTF-8", { "text/plain": etag }],
    ["PUT", 200, { etag, "content-type": "application/json" }, "text/plain", { "text/plain": etag }],
    ["PUT", 204, { etag, "content-type": "text/html" }, "text/plain", { "text/html": etag }],
    ["PUT", 204, { etag }, undefined, etag],
    ["PUT", 204, { etag }, "nonsense", etag],
    ["PATCH", 204, { etag }, "application/merge-patch+json", etag],
    [
      "PATCH",
      204,
      { etag, "content-type": "application/json" },
      "application/merge-patch+json",
      { "application/json": etag },
    ],
    ["POST", 204, { etag }, "text/plain", etag],
    // that of the answer's own content, not of the target
    ["POST", 200, { etag }, "text/plain", undefined],
    ["DELETE", 200, { etag }, undefined, undefined],
    // computed of the answer's own content: `{"ok":true}`
    ["PUT", 200, { etag: 'W/"b-Ai2R8hgEarLmHKwesT1qcY913ys"', "content-length": "11" }, "text/plain", undefined],
    ["PATCH", 201, { etag: '"b-Ai2R8hgEarLmHKwesT1qcY913ys"', "content-length": "11" }, "text/plain", undefined],
    ["PUT", 204, { etag: "v2" }, "text/plain", undefined],
    ["PUT", 204, {}, "text/plain", undefined],
  ])("%s %i %o of %s: %o", (method, status, fields, contentType, expected) => {
    expect(etagOf(method, status, fields, contentType)).toEqual(expected);
  });

  it("of a child is not in the event on its container", () => {
    const [, onContainer] = eventsOf(mutation({ method: "PUT", status: 204, fields: new Headers({ etag }) }));
    expect(onContainer).toEqual({ key: "/c/", details: { type: "update", method: "PUT", object: "/c/a" } });
  });
});

describe("deltas (PREP-MS-7, NF-5)", () => {
  const delta = { mediaType: "application/merge-patch+json", content: bytesOf("{}") };

  it.each(["PATCH", "PUT", "POST"])("come with %s, and never reach the container", (method) => {
    const [own, onContainer] = eventsOf(mutation({ method, status: 204, delta }));
    expect(own?.details.delta).toBe(delta);
    expect(onContainer?.details.delta).toBeUndefined();
  });

  it("are absent if nothing changed (PREP-MS-6)", () => {
    const [own] = eventsOf(mutation({ method: "PATCH", status: 204, delta, described: { changed: false, delta } }));
    expect(own?.details).toEqual({ type: "update", method: "PATCH" });
  });

  it.each(["json", "", " text/plain", "text/plain\r\nEvil: 1", "a/b; c"])(
    "are at most left out for a type such as %j: the event stays",
    (mediaType) => {
      const given = mutation({ method: "PATCH", status: 204, delta: { ...delta, mediaType } });
      const told = eventsOf(given).map(({ key, details }) => eventOf(String(key), details));
      expect(told).toHaveLength(2);
      if (mediaType !== "a/b; c") expect(told[0]?.delta).toBeUndefined();
    },
  );
});

describe("the application's description", () => {
  it("takes precedence over the response", () => {
    const given = mutation({
      method: "PUT",
      status: 204,
      fields: new Headers({ etag: '"answer"' }),
      described: { type: "create", etag: { "text/html": '"h"' }, object: "/elsewhere" },
    });
    expect(eventsOf(given)).toEqual([
      {
        key: "/c/a",
        details: { type: "create", method: "PUT", etag: { "text/html": '"h"' }, object: "/elsewhere" },
      },
      { key: "/c/", details: { type: "update", method: "PUT", object: "/c/a" } },
    ]);
  });

  it("can suppress the event", () => {
    expect(eventsOf(mutation({ method: "PUT", status: 204, described: { silent: true } }))).toEqual([]);
  });
});
