import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../../../test/recording-sink.ts";
import type { Plan } from "../../delivery/plan.ts";
import { jsonForm } from "../../events/forms/json.ts";
import { rfc822Form } from "../../events/forms/rfc822.ts";
import type { ResourceEventsOptions } from "../../settings/options.ts";
import { settingsOf } from "../../settings/settings.ts";
import { discoveryOf } from "../discovery.ts";
import { type EventsQueryNegotiation, negotiateEventsQuery } from "./negotiate.ts";

function negotiate(
  content: string | Uint8Array | "too large",
  headers: Record<string, string> = {},
  options: ResourceEventsOptions = {},
): EventsQueryNegotiation {
  const settings = settingsOf({ deltas: ["text/plain", "text/html"], ...options });
  const { eventsQuery } = settings;
  if (eventsQuery === undefined) throw new Error("switched off");
  const bytes = typeof content === "string" && content !== "too large" ? bytesOf(content) : content;
  const request = {
    resource: "/notes/welcome",
    fields: new Headers({ "content-type": "application/json", ...headers }),
    content: bytes as Uint8Array | "too large",
  };
  return negotiateEventsQuery(request, { ...settings, eventsQuery }, discoveryOf(settings));
}

function planOf(negotiated: EventsQueryNegotiation): Plan {
  if (negotiated.kind === "complete") throw new Error(new TextDecoder().decode(negotiated.content));
  return negotiated.plan;
}

/** Summarizes each choice, such as `mixed application/json`, with the wanted delta. */
function choices(negotiated: EventsQueryNegotiation): string[] | number {
  if (negotiated.kind === "complete") return negotiated.status;
  return negotiated.plan.choices.map(
    ({ encapsulation, form, delta }) =>
      `${encapsulation} ${form.mediaType}${delta === undefined ? "" : ` with ${delta}`}`,
  );
}

describe("a refusal (EQ-RQ-2)", () => {
  it.each([
    ["no Content-Type", 400, "content-type-missing", "{}", { "content-type": "" }],
    ["a malformed Content-Type", 400, "content-type-malformed", "{}", { "content-type": "json" }],
    ["a type that is not supported", 415, "content-type-unsupported", "{}", { "content-type": "text/plain" }],
    ["another encoding", 415, "content-type-unsupported", "{}", { "content-type": "application/json;charset=latin1" }],
    ["a content coding", 415, "content-encoding-unsupported", "{}", { "content-encoding": "gzip" }],
    ["invalid JSON", 400, "content-syntax", "{", {}],
    ["no content instead of JSON", 400, "content-syntax", "", {}],
    ["YAML labelled as JSON: no sniffing", 400, "content-syntax", "events: {}", {}],
    ["invalid YAML", 400, "content-syntax", "{", { "content-type": "example/events-query" }],
    ["invalid UTF-8", 400, "content-syntax", '{"x":"\xff"}', {}],
    ["a value that is not an object", 422, "content-semantics", "[]", {}],
    ["`events` that is not an object", 422, "content-semantics", '{"events":true}', {}],
    ["a field that is not a string", 422, "content-semantics", '{"events":{"Accept":1}}', {}],
    ["a field with a line end", 422, "content-semantics", '{"state":{"Accept":"a\\r\\nb"},"events":{}}', {}],
    ["state alone (EQ-DM-3)", 422, "content-semantics", '{"state":{}}', {}],
    ["an invalid `Accept` in `events`", 422, "content-semantics", '{"events":{"Accept":"nonsense"}}', {}],
    ["an invalid delta", 422, "content-semantics", '{"events":{"Accept":"*/*;delta=x"}}', {}],
    ["nesting that is too deep", 422, "content-too-deep", `{"x":${"[".repeat(16)}${"]".repeat(16)}}`, {}],
    ["content that the adapter found too large", 413, "content-too-large", "too large", {}],
    ["content that is too large", 413, "content-too-large", `{"x":"${"x".repeat(16_384)}"}`, {}],
    ["no acceptable stream", 406, "not-acceptable", '{"events":{}}', { accept: "text/html" }],
    ["no acceptable form", 406, "not-acceptable", '{"events":{"Accept":"text/html"}}', {}],
    [
      "no acceptable pair",
      406,
      "not-acceptable",
      '{"events":{"Accept":"message/rfc822"}}',
      { accept: "application/json-seq" },
    ],
    ["no acceptable single notification", 406, "not-acceptable", "{}", { accept: "multipart/mixed" }],
  ] as const)("for %s is %i %s", (_, status, code, content, headers) => {
    const negotiated = negotiate(content, headers);
    if (negotiated.kind !== "complete") throw new Error("served");
    const problem = JSON.parse(new TextDecoder().decode(negotiated.content));
    expect({ status: negotiated.status, code: problem.code }).toEqual({ status, code });
    expect(problem).toMatchObject({
      type: "about:blank",
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    const fields = new Headers(negotiated.fields.map(([name, value]) => [name, value]));
    expect(fields.get("content-type")).toBe("application/problem+json");
    // EQ-DI-1: on every 415
    expect(fields.get("accept-query")).toBe(status === 415 ? '"application/json", "example/events-query"' : null);
  });

  it("names the content coding that is accepted", () => {
    const negotiated = negotiate("{}", { "content-encoding": "br" });
    expect(negotiated).toMatchObject({
      status: 415,
      fields: expect.arrayContaining([["Accept-Encoding", "identity"]]),
    });
    expect(negotiate("{}", { "content-encoding": "Identity" }).kind).toBe("plan");
  });

  it("limits content to the option `content.bytes`", () => {
    const options = { eventsQuery: { content: { bytes: 20 } } };
    expect(negotiate('{"events":{}}', {}, options).kind).toBe("plan");
    expect(negotiate('{"events":{}}          ', {}, options)).toMatchObject({ status: 413 });
  });
});

describe("encapsulation and form (EQ-ST-3, EQ-ST-4, EQ-SN-1)", () => {
  const rest = ["application/ld+json", "application/activity+json"];
  it.each<[string, string, Record<string, string>, string[]]>([
    ["no Accept", '{"events":{}}', {}, ["mixed application/json"]],
    ["*/*", '{"events":{}}', { accept: "*/*" }, ["mixed application/json"]],
    ["empty Accept", '{"events":{}}', { accept: "" }, ["mixed application/json"]],
    [
      "an Accept that does not parse",
      '{"events":{}}',
      { accept: "text/html; q=.2, *; q=.2" },
      ["mixed application/json"],
    ],
    [
      "application/http, as in draft -01",
      '{"events":{}}',
      { accept: "application/http" },
      ["http application/json", "http message/rfc822"],
    ],
    [
      "multipart/mixed, as in the 2026 draft",
      '{"events":{}}',
      { accept: "multipart/mixed" },
      ["mixed application/json", "mixed message/rfc822"],
    ],
    ["subtype wildcard", '{"events":{}}', { accept: "application/*" }, ["http application/json"]],
    [
      "weights of encapsulations",
      '{"events":{"Accept":"application/json"}}',
      { accept: "multipart/mixed;q=0.5, application/json-seq, application/http;q=0.7" },
      ["json-seq application/json", "http application/json", "mixed application/json"],
    ],
    [
      "exclusion by q=0",
      '{"events":{"Accept":"application/json"}}',
      { accept: "*/*, multipart/mixed;q=0" },
      ["http application/json", "json-seq application/json"],
    ],
    [
      "JSON forms only in json-seq (EQ-ST-6)",
      '{"events":{}}',
      { accept: "application/json-seq" },
      ["json-seq application/json", ...rest.map((form) => `json-seq ${form}`)],
    ],
    [
      "the next encapsulation for a form that json-seq can't carry",
      '{"events":{"Accept":"message/rfc822"}}',
      { accept: "application/json-seq, application/http;q=0.1" },
      ["http message/rfc822"],
    ],
    [
      "weights of forms",
      '{"events":{"Accept":"application/json;q=0.1, message/rfc822"}}',
      { accept: "multipart/mixed" },
      ["mixed message/rfc822", "mixed application/json"],
    ],
    [
      "a delta (NF-5)",
      '{"events":{"Accept":"application/json;delta=\\"text/plain, text/html\\""}}',
      { accept: "multipart/mixed" },
      ["mixed application/json with text/plain,text/html"],
    ],
    [
      "@context without Accept (EQ-DM-2)",
      '{"events":{"@context":"https://www.w3.org/ns/activitystreams"}}',
      { accept: "application/json-seq" },
      ["json-seq application/activity+json"],
    ],
    [
      "@context with Accept",
      '{"events":{"@context":"https://www.w3.org/ns/activitystreams","accept":"application/json"}}',
      { accept: "application/json-seq" },
      ["json-seq application/json"],
    ],
    ["a single notification: JSON", "{}", {}, ["single application/json", "single message/rfc822"]],
    ["a single notification by Accept", "{}", { accept: "message/rfc822" }, ["single message/rfc822"]],
    [
      "a single notification with a delta",
      "{}",
      { accept: 'application/json;delta="*/*"' },
      ["single application/json with text/plain,text/html"],
    ],
    ["an Accept that does not parse, for a single notification", "{}", { accept: "*" }, ["single application/json"]],
    [
      "an Accept with a delta that does not parse, for a single notification",
      "{}",
      { accept: "message/rfc822;delta=x" },
      ["single application/json"],
    ],
  ])("negotiates %s", (_, content, headers, expected) => {
    const all = choices(negotiate(content, headers));
    expect(Array.isArray(all) ? all.slice(0, expected.length) : all).toEqual(expected);
  });

  it("reads example/events-query, the drafts' own example included (EQ-RQ-3)", () => {
    const headers = { "content-type": "example/events-query", accept: "application/json-seq" };
    expect(choices(negotiate("events:\n  @context: activity+json\n", headers))).toEqual([
      "json-seq application/activity+json",
    ]);
    expect(choices(negotiate("---", headers))).toBe(406);
    expect(choices(negotiate("", { ...headers, accept: "*/*" }))).toContain("single application/json");
  });

  it("offers the forms of the option `forms`, in its order", () => {
    const options = { eventsQuery: { forms: [rfc822Form, jsonForm] } };
    expect(choices(negotiate("{}", {}, options))).toEqual(["single message/rfc822", "single application/json"]);
  });
});

describe("duration (EQ-EV-1, EQ-EV-3)", () => {
  it.each([
    [undefined, 600],
    ["duration=10", 10],
    ["duration=1.5", 1.5],
    ["duration=0", 600],
    ["duration=0.0", 600],
    ["duration=-1", 600],
    ["duration=3600", 3_600],
    ["duration=3600.5", 3_600],
    ["duration=999999999999999", 3_600],
    ['duration="10"', 600],
    ["duration=(10)", 600],
    ["duration", 600],
    ["duration=10;unit=days", 10],
    ["colour=blue, duration=7", 7],
    ["duration=1, duration=2", 2],
    ["duration=", 600],
    ["", 600],
  ])("of %s is %d s", (events, granted) => {
    const headers = events === undefined ? {} : { events };
    expect(planOf(negotiate("{}", headers)).duration).toBe(granted);
  });

  it("is bounded by the option `duration`", () => {
    const options = { duration: { default: 5, maximum: 8 } };
    expect(planOf(negotiate("{}", {}, options)).duration).toBe(5);
    expect(planOf(negotiate("{}", { events: "duration=9" }, options)).duration).toBe(8);
  });
});

describe("a plan", () => {
  it.each([
    ["the member", '{"events":{"last-event-id":"a"}}', {}, "a"],
    ["the field", '{"events":{}}', { "last-event-id": "b" }, "b"],
    ["the member before the field", '{"events":{"Last-Event-ID":"a"}}', { "last-event-id": "b" }, "a"],
    ["the field, for a single notification", "{}", { "last-event-id": "b" }, "b"],
    ["the member, for any event", '{"events":{"Last-Event-ID":"*"}}', {}, "*"],
    ["nothing if the member is not an id", '{"events":{"Last-Event-ID":"a b"}}', {}, undefined],
  ])("takes Last-Event-ID from %s (EQ-DM-4)", (_, content, headers, expected) => {
    expect(planOf(negotiate(content, headers)).lastEventId).toBe(expected);
  });

  it("says whether the representation is wanted, and under preconditions (EQ-RP-3)", () => {
    const wanted = (content: string, headers = {}) => {
      const { representation, protocol } = planOf(negotiate(content, headers));
      return { representation, conditional: protocol.admits(304) };
    };
    expect(wanted('{"events":{}}')).toEqual({ representation: "never", conditional: false });
    expect(wanted('{"events":{},"state":null}')).toEqual({ representation: "always", conditional: false });
    const conditional = '{"events":{},"state":{"if-none-match":"*"}}';
    expect(wanted(conditional)).toEqual({ representation: "always", conditional: true });
    expect(wanted(conditional, { accept: "application/json-seq" }).conditional).toBe(false);
  });
});

it("never throws, whatever the field values and content", () => {
  const text = fc.string({ unit: "binary-ascii" }).map((value) => value.replace(/[\0\r\n]/g, " "));
  const headers = fc.dictionary(
    fc.constantFrom("accept", "events", "last-event-id", "content-type", "content-encoding", "if-match"),
    fc.oneof(text, fc.constantFrom("application/json", "*/*", "duration=1", "example/events-query")),
  );
  const content = fc.oneof(
    fc.uint8Array(),
    fc.json().map(bytesOf),
    fc
      .record({ events: fc.dictionary(text, text), state: fc.dictionary(text, text) })
      .map((value) => bytesOf(JSON.stringify(value))),
  );
  fc.assert(
    fc.property(headers, content, (fields, bytes) => {
      expect(["plan", "complete"]).toContain(negotiate(bytes, fields).kind);
    }),
    { numRuns: 500 },
  );
});
