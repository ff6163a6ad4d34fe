import { head, utf8 } from "./byte-text.ts";
import { greeting, inner, notice, noticed, notices, outer, part, prep, prepHead, prepPieces } from "./prep.ts";
import type { Scenario } from "./scenario.ts";

const json = utf8('{"published":"2023-04-01T10:11:12.000Z","event-id":"1","type":"update","note":"café ☕"}');
const activity = utf8(
  '{"@context":"https://www.w3.org/ns/activitystreams","id":"urn:uuid:3c5ca38c-9a57-4be8-a2bb-c68ba5ff4b8b",' +
    '"type":"Update","published":"2023-04-01T10:11:12.000Z","object":"/note","state":"2"}',
);
const everyByte = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");

/** Responses as PREP describes them. */
export const prepSound: readonly Scenario[] = [
  prep("sound/stream", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5", "PREP-RS-9"],
    sentence: "reports the representation, each notification and the clean end of a response with notifications",
  }),
  prep("sound/no-notification", {
    level: "must",
    requirements: ["PREP-RS-5", "PREP-RS-9"],
    sentence: "takes a digest without parts for a stream that ended before any event",
    body: prepPieces({ notices: [] }),
    expected: { notifications: [] },
  }),
  prep("sound/empty-representation", {
    level: "ours",
    requirements: ["PREP-RS-1"],
    sentence: "takes an empty first part for an empty representation, unless it asked for no representation",
    body: prepPieces({ first: part({ "Content-Type": "text/plain" }, "") }),
    expected: { representation: { body: "" } },
  }),
  prep("sound/partial-content", {
    level: "must",
    requirements: ["PREP-NO-2", "PREP-RS-1"],
    sentence: "accepts notifications in a 206 (Partial Content), whose first part has a range",
    head: prepHead({}, "206 Partial Content"),
    body: prepPieces({
      first: part({ "Content-Type": "text/plain", "Content-Range": "bytes 0-4/13" }, "Hello"),
    }),
    expected: { representation: { status: 206, type: "text/plain", body: "Hello" } },
  }),
  prep("sound/im-used", {
    level: "must",
    requirements: ["PREP-NO-2", "PREP-RS-1"],
    sentence: "accepts notifications in a 226 (IM Used)",
    head: prepHead({ IM: "identity" }, "226 IM Used"),
    expected: { representation: { status: 226, type: "text/plain", body: greeting } },
  }),
  prep("sound/json", {
    level: "must",
    requirements: ["PREP-RS-5", "NF-2", "NF-3", "PREP-AS-1", "PREP-AS-2"],
    sentence: "reads notifications by the media types of their parts",
    body: prepPieces({
      notices: [
        part({ "Content-Type": "application/json" }, json),
        part({ "Content-Type": "application/activity+json" }, activity),
      ],
    }),
    expected: {
      notifications: [
        { eventId: "1", type: "update", mediaType: "application/json", body: json },
        { eventId: "2", type: "update", mediaType: "application/activity+json", body: activity },
      ],
    },
  }),
  prep("sound/delta", {
    level: "must",
    requirements: ["PREP-MS-7", "NF-5"],
    sentence: "reports the delta of a notification without its fields",
    needs: ["body"],
    body: prepPieces({
      notices: [
        notice("PATCH", "1", { "Content-Type": "application/merge-patch+json" }, '{"a":1}'),
        notice("PATCH", "2", { "Content-Type": "text/plain" }, "one line\r\n\r\nanother, behind an empty one\r\n"),
      ],
    }),
    expected: {
      notifications: [
        noticed("1", "update", '{"a":1}'),
        noticed("2", "update", "one line\r\n\r\nanother, behind an empty one\r\n"),
      ],
    },
  }),
  prep("sound/another-resource", {
    level: "must",
    requirements: ["PREP-MS-5", "NF-1", "NF-6", "NF-8"],
    sentence: "reports an event on another resource (Content-Location), and goes on after its deletion",
    body: prepPieces({
      notices: [
        notice("POST", "1", { "Content-Location": "/notes/new" }),
        notice("DELETE", "2", { "Content-Location": "/notes/new" }),
        notice("PUT", "3", { ETag: '"c"' }),
      ],
    }),
    expected: { notifications: [noticed("1", "create"), noticed("2", "delete"), noticed("3", "update")] },
  }),
  prep("sound/every-byte", {
    level: "must",
    requirements: ["PREP-RS-4"],
    sentence: "reports exactly the bytes of the representation, including line endings",
    body: prepPieces({
      first: part({ "Content-Type": "application/octet-stream" }, `\r\n\n\r${everyByte}\r\n\r\n\n`),
    }),
    expected: {
      representation: { status: 200, type: "application/octet-stream", body: `\r\n\n\r${everyByte}\r\n\r\n\n` },
    },
  }),
  prep("sound/lengths", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads parts with Content-Length",
    body: prepPieces({
      first: part({ "Content-Type": "text/plain", "Content-Length": String(greeting.length) }, greeting),
      notices: notices.map((one) => `Content-Length: ${one.length - 2}\r\n${one}`),
    }),
  }),
  prep("sound/at-once", {
    level: "ours",
    requirements: ["PREP-RS-8"],
    sentence: "reports the representation and each notification as soon as the delimiter after it has arrived",
    body: prepPieces().flatMap((piece, index) => [
      piece,
      ...(index > 3 ? [] : [{ reported: index === 0 ? ("representation" as const) : index }]),
    ]),
  }),
  prep("sound/left-open", {
    level: "ours",
    requirements: ["PREP-RS-9", "PREP-RS-12"],
    sentence: "recognizes the end by the close-delimiters, and does not wait for the end of the HTTP message",
    end: "open",
  }),
  prep("sound/closed-connection", {
    level: "must",
    requirements: ["PREP-RS-9"],
    sentence: "reads a body without length, which ends when the connection is closed",
    head: head("200 OK", {
      Date: "{date}",
      "Content-Type": `multipart/mixed; boundary=${outer}`,
      Events: 'protocol="prep", status=200, expires=600',
      Connection: "close",
    }),
    chunked: false,
    end: "close",
  }),
  prep("sound/one-chunk", {
    level: "must",
    requirements: ["PREP-RS-4"],
    sentence: "reads a response that arrives in one piece",
    body: [prepPieces({ inner }).join("")],
  }),
];
