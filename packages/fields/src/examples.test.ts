import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventsQueryRealization } from "./events-query.ts";
import {
  jsonRealization,
  parseAccept,
  parseAcceptEventField,
  parseAcceptEvents,
  parseAcceptQuery,
  parseEventId,
  parseEvents,
  parseIncremental,
  parseLastEventId,
  parseMediaType,
  readSubscription,
  serializeAccept,
  serializeMediaType,
} from "./index.ts";

/** The meaning of all fields and subscriptions in the example messages of the drafts. */
const folder = new URL("../../../docs/requirements/examples/", import.meta.url);

interface Example {
  readonly file: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const examples: Example[] = ["prep", "events-query-01", "events-query-2026"].flatMap((draft) =>
  readdirSync(new URL(`${draft}/`, folder))
    .filter((name) => name.endsWith(".http"))
    .map((name) => {
      const text = readFileSync(new URL(`${draft}/${name}`, folder), "utf8").replaceAll("\u2011", "-");
      const [head = "", ...rest] = text.split("\n\n");
      const fields = [...head.matchAll(/^([\w-]+): *(.*)$/gm)].map(
        ([, field = "", value = ""]) => [field, value] as const,
      );
      return { file: `${draft}/${name}`, fields, body: rest.join("\n\n") };
    }),
);

const acceptEvents = (value: string) =>
  parseAcceptEvents(value).map(({ protocol, weight, parameters }) => {
    const ranges = parseAcceptEventField(parameters.get("accept"));
    return [protocol, weight, ranges && serializeAccept(ranges)];
  });

const meanings: Record<string, (value: string) => unknown> = {
  Accept: (value) => serializeAccept(parseAccept(value)),
  "Accept-Events": acceptEvents,
  "Accept-Query": (value) => parseAcceptQuery(value).map(serializeMediaType),
  "Content-Type": (value) => serializeMediaType(parseMediaType(value)),
  Events: parseEvents,
  Incremental: parseIncremental,
  "Last-Event-ID": parseLastEventId,
  "Event-ID": parseEventId,
};

const expected: Record<string, Record<string, unknown>> = {
  Accept: {
    "text/html": "text/html",
    "multipart/mixed": "multipart/mixed",
    "application/http": "application/http",
    "application/json-seq": "application/json-seq",
    "example/event-notification": "example/event-notification",
  },
  "Accept-Events": {
    '"prep"': [["prep", 1, undefined]],
    '"prep"; accept="message/rfc822"': [["prep", 1, "message/rfc822"]],
  },
  "Accept-Query": {
    '"example/events-query"': ["example/events-query"],
    "example/events-query": ["example/events-query"],
  },
  "Content-Type": {
    "text/plain": "text/plain",
    "example/events-query": "example/events-query",
    "example/event-notification": "example/event-notification",
    'multipart/mixed; boundary="MAIN-SEPARATOR"': "multipart/mixed;boundary=MAIN-SEPARATOR",
    'multipart/digest; boundary="MESSAGE-SEPARATOR"': "multipart/digest;boundary=MESSAGE-SEPARATOR",
    'multipart/mixed; boundary="main-boundary"': "multipart/mixed;boundary=main-boundary",
  },
  Events: {
    'protocol="prep", status=200': { protocol: "prep", status: 200 },
    'protocol="prep", status=200, vary="accept"': { protocol: "prep", status: 200 },
    "duration=0": { duration: 0 },
    "duration=240": { duration: 240 },
    "duration=600": { duration: 600 },
  },
  Incremental: { "?1": true },
  "Last-Event-ID": { "*": "*" },
};

describe("fields of the drafts' examples", () => {
  const cases = examples.flatMap(({ file, fields }) =>
    fields.filter(([name]) => name in meanings).map(([name, value]) => [file, name, value] as const),
  );

  it.each(cases)("%s: %s: %s", (_, name, value) => {
    expect(Object.keys(expected[name] ?? {})).toContain(value);
    expect(meanings[name]?.(value)).toEqual(expected[name]?.[value]);
  });

  it("are complete", () => {
    expect(new Set(cases.map(([, name, value]) => `${name}: ${value}`)).size).toBe(
      Object.values(expected).reduce((count, values) => count + Object.keys(values).length, 0),
    );
  });
});

describe("subscriptions of the drafts' examples", () => {
  const subscriptions: Record<string, { events?: Record<string, string>; state?: Record<string, string> }> = {
    "single-notification-request.http": {},
    "stream-events-request.http": { events: { accept: "example/event-notification" } },
    "stream-json-events-request.http": { events: { accept: "application/activity+json" } },
    "stream-state-request.http": { events: { accept: "example/event-notification" }, state: { accept: "text/html" } },
  };
  const requests = examples.filter(({ fields }) =>
    fields.some(([name, value]) => name === "Content-Type" && value === "example/events-query"),
  );

  it("are four in each draft", () => {
    expect(requests).toHaveLength(8);
  });

  it.each(requests)("$file", ({ file, fields, body }) => {
    const contentType = new Map(fields).get("Content-Type");
    const read = readSubscription(new TextEncoder().encode(body), contentType, [
      jsonRealization,
      eventsQueryRealization,
    ]);
    expect({
      ...(read.events ? { events: Object.fromEntries(read.events.fields) } : {}),
      ...(read.state ? { state: Object.fromEntries(read.state.fields) } : {}),
    }).toEqual(subscriptions[file.replace(/.*\//, "")]);
  });
});
