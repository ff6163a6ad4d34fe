import fc from "fast-check";

type Content = fc.Arbitrary<readonly [type: string, bytes: Uint8Array]>;

const member = fc.constantFrom(
  "Accept",
  "accept",
  "Last-Event-ID",
  "If-None-Match",
  "Range",
  "@context",
  "__proto__",
  "constructor",
  "Host",
  "x",
);

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom("application/json", "message/rfc822;delta=*/*", "*", "text/plain", "a\r\nb", "\0", '"a"'),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 10 }),
);

const model = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom({}, null, { Accept: "application/json" }, { Accept: "*/*;delta=*/*" }) },
  { weight: 2, arbitrary: fc.dictionary(member, value, { maxKeys: 4 }) },
  { weight: 1, arbitrary: value },
);

const document: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>({}, { events: {} }, { events: {}, state: {} }) },
  {
    weight: 6,
    arbitrary: fc.record({ events: model, state: model, more: fc.jsonValue() }, { requiredKeys: ["events"] }),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const json = document.map((content) => JSON.stringify(content));

const yaml = fc.oneof(
  json,
  fc
    .array(fc.tuple(fc.constantFrom("events", "state", "  Accept", "  x", "- a", "? b", "&a", "*a", "!t"), fc.string()))
    .map((lines) => lines.map(([name, text]) => `${name}: ${text}`).join("\n")),
  fc.stringMatching(/^[-?:,[\]{}#&*!|>'"%@` \na-z]{0,200}$/),
);

const patch = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }).map((content) => JSON.stringify(content)),
  fc
    .array(
      fc.record({
        op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "x"),
        path: fc.constantFrom("", "/", "/a", "/a/0", "/a/-", "/__proto__/x", "/~0~1", "a"),
        from: fc.constantFrom("", "/a", "/a/0"),
        value: fc.jsonValue(),
      }),
      { maxLength: 4 },
    )
    .map((content) => JSON.stringify(content)),
);

const merging = fc.constantFrom("application/merge-patch+json", "application/json-patch+json");

const anything: Content = fc.oneof(
  withType(fc.constant("text/plain"), fc.string({ unit: "binary", maxLength: 300 })),
  withType(
    fc.constant("application/json"),
    fc.tuple(fc.constantFrom("[", '{"a":', " ", "9"), fc.nat(20_000)).map(([text, times]) => text.repeat(times)),
  ),
  fc.tuple(fc.constantFrom("text/plain", "application/json"), fc.uint8Array({ maxLength: 200 })),
);

/** Contents with their media types: subscriptions, patches, notes. */
export const contents: Readonly<Record<"subscription" | "patch" | "note", Content>> = {
  subscription: fc.oneof(
    { weight: 5, arbitrary: withType(fc.constant("application/json"), json) },
    { weight: 4, arbitrary: withType(fc.constant("example/events-query"), yaml) },
    { weight: 1, arbitrary: anything },
  ),
  patch: fc.oneof({ weight: 8, arbitrary: withType(merging, patch) }, { weight: 1, arbitrary: anything }),
  note: fc.oneof(
    { weight: 4, arbitrary: withType(fc.constant("application/json"), patch) },
    { weight: 1, arbitrary: anything },
  ),
};

function withType(type: fc.Arbitrary<string>, text: fc.Arbitrary<string>): Content {
  return fc.tuple(type, text).map(([name, bytes]) => [name, new TextEncoder().encode(bytes)]);
}
