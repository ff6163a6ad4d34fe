import fc from "fast-check";

/** Text for a field value: mostly printable. */
const junk = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 40 }) },
  { weight: 8, arbitrary: fc.stringMatching(/^[;,="()\\ \t:?*@a-z0-9]{0,60}$/) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("(", '"', ",", ";a", "a,", "\t"), fc.nat(3_000)).map(repeated) },
);

function repeated([text, times]: readonly [text: string, times: number]): string {
  return text.repeat(times);
}

const mediaType = fc.constantFrom(
  "message/rfc822",
  "application/json",
  "application/activity+json",
  "application/ld+json",
  "example/event-notification",
  "example/events-query",
  "application/merge-patch+json",
  "application/json-patch+json",
  "application/http",
  "application/json-seq",
  "multipart/mixed",
  "text/plain",
  "*/*",
  "application/*",
);

const weight = fc.constantFrom(
  "",
  ";q=0",
  ";q=1",
  ";q=0.5",
  "; q=0.1234",
  ";q=x",
  ';delta="application/*"',
  "; delta=text/plain",
);

const accept = fc
  .array(
    fc.tuple(mediaType, weight).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 4 },
  )
  .map((ranges) => ranges.join(", "));

const acceptEvents = fc.oneof(
  fc.constantFrom('"prep"', "prep", '"PREP";q=0.5', '"other", "prep"', '"prep";accept="message/rfc822"'),
  fc.array(fc.tuple(mediaType, weight), { maxLength: 4 }).map((types) => {
    const items = types.map(([type, parameters]) => `"${type}"${parameters.replaceAll(" ", "")}`);
    return `"prep";accept=(${items.join(" ")})`;
  }),
);

const eventId = fc.oneof(
  fc.constantFrom("*", "a-b-1", "-", "00000000-0-0", "x".repeat(300)),
  fc.string({ maxLength: 20 }),
);

const duration = fc.oneof(
  fc.constantFrom("duration=0", "duration=0.001", "duration=1", "duration=-1", "duration", "duration=1;x=2, y"),
  fc.double().map((seconds) => `duration=${seconds}`),
);

const tags = fc.constantFrom("*", '"a"', 'W/"a", "b"', '"', "a", '"a" "b"');

/** The fields that the server understands, each with values that it understands. */
const fields: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Accept: accept,
  "Accept-Events": acceptEvents,
  "Last-Event-ID": eventId,
  Events: duration,
  "If-Match": tags,
  "If-None-Match": tags,
  "If-Modified-Since": fc.constantFrom("Sun, 22 Nov 2026 07:33:04 GMT", "yesterday"),
  Range: fc.constantFrom("bytes=0-1", "bytes=-1", "bytes=9-1", "x=1"),
  "Content-Range": fc.constantFrom("bytes 0-1/2", "x"),
  "Content-Encoding": fc.constantFrom("gzip", "identity", "br, gzip"),
  "Accept-Encoding": fc.constantFrom("gzip", "*;q=0"),
  Origin: fc.constantFrom("null", "http://evil.example"),
  "Access-Control-Request-Method": fc.constantFrom("QUERY", "PUT"),
  Authorization: fc.constant("Basic eDp5"),
  Cookie: fc.constant("a=b"),
  Incremental: fc.constantFrom("?1", "?0", "1"),
};

/** The fields for which most values end the request at once, above all those that frame messages. */
const framing: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Expect: fc.constantFrom("100-continue", "200-ok"),
  Connection: fc.constantFrom("close", "keep-alive", "Upgrade", "Content-Length"),
  Upgrade: fc.constantFrom("websocket", "h2c"),
  Host: fc.constantFrom("other", "a b", "[::1]:80"),
  "Content-Length": fc.constantFrom("0", "1", "5, 5", "-1", "99999999999999999999"),
  "Transfer-Encoding": fc.constantFrom("chunked", "gzip, chunked", "identity"),
  "Content-Type": fc.oneof(mediaType, fc.constantFrom("text/plain; charset=utf-8", 'text/plain; a="\\""', "text")),
  Trailer: fc.constant("Events"),
};

const names = Object.keys(fields);

function fieldOf(arbitraries: Readonly<Record<string, fc.Arbitrary<string>>>, some: readonly string[]) {
  return fc.constantFrom(...some).chain((name) => (arbitraries[name] ?? junk).map((value) => `${name}: ${value}`));
}

/** A header field that the server understands, mostly with a value that it understands. */
export const field: fc.Arbitrary<string> = fc.oneof(
  { weight: 16, arbitrary: fieldOf(fields, names.slice(0, 4)) },
  { weight: 4, arbitrary: fieldOf(fields, names) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...names), junk).map((parts) => parts.join(": ")) },
  { weight: 1, arbitrary: fieldOf(framing, Object.keys(framing)) },
  { weight: 1, arbitrary: fc.tuple(junk, junk).map((parts) => parts.join(": ")) },
);
