import { describe, expect, it } from "vitest";
import { rfc822Form } from "../events/forms/rfc822.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";
import { settingsOf } from "../settings/settings.ts";
import { discoveryOf, isAdvertised } from "./discovery.ts";

describe("discoveryOf", () => {
  it.each<[string, ResourceEventsOptions, string | undefined]>([
    [
      "all forms by default (PREP-DI-2)",
      {},
      '"prep";accept=("message/rfc822" "application/json" "application/ld+json" "application/activity+json")',
    ],
    [
      "deltas, for the forms that take them",
      { deltas: ["text/plain"] },
      '"prep";accept=("message/rfc822";delta="text/plain" "application/json";delta="text/plain" ' +
        '"application/ld+json" "application/activity+json")',
    ],
    ["a single form", { prep: { forms: [rfc822Form] } }, '"prep";accept=("message/rfc822")'],
    ["nothing if PREP is switched off (PREP-NO-1)", { prep: false }, undefined],
  ])("has in Accept-Events %s", (_, options, expected) => {
    const { acceptEvents } = discoveryOf(settingsOf(options));
    expect(acceptEvents).toEqual(expected === undefined ? [] : [["Accept-Events", expected]]);
  });

  it("rejects options that these fields can't express", () => {
    const settings = settingsOf({ deltas: ['text/plain;a="\xe9"'] });
    expect(() => discoveryOf(settings)).toThrow(expect.objectContaining({ name: "ServerError", code: "option" }));
  });

  it("has the realizations in Accept-Query (EQ-DI-1)", () => {
    const realization = { mediaType: "application/ld+json;profile=x", read: () => ({ members: {} }) };
    const { acceptQuery } = discoveryOf(settingsOf({ eventsQuery: { realizations: [realization] } }));
    expect(acceptQuery).toEqual([["Accept-Query", '"application/ld+json";profile="x"']]);
    expect(discoveryOf(settingsOf({ eventsQuery: false })).acceptQuery).toEqual([]);
  });
});

it("advertises on statuses that show that the resource exists", () => {
  const statuses = [200, 204, 206, 301, 304, 400, 401, 403, 404, 405, 406, 409, 410, 412, 416, 500, 503];
  expect(statuses.filter(isAdvertised)).toEqual([200, 204, 206, 301, 304, 405, 406, 412, 416]);
});
