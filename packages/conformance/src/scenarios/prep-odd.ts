import { chunk, head } from "./byte-text.ts";
import { greeting, notice, noticed, notices, outer, part, prep, prepHead, prepPieces } from "./prep.ts";
import type { Scenario } from "./scenario.ts";

const pieces = prepPieces();
const odd = "a'()+_,-./:=? b";
const alike = `--OUTER\r\n--inner\r\n-- OUTER-1\r\nx--${outer}\r\n --inner-2\r\n--\r\n----OUTER-1\r\n`;

/** Unusual but valid responses. */
export const prepOdd: readonly Scenario[] = [
  prep("odd/events-order", {
    level: "must",
    requirements: ["PREP-EV-1", "PREP-AE-7"],
    sentence: "reads Events in any order, with unknown members and parameters",
    head: prepHead({
      Events: 'new=(1 "two");x, status=200;why="ok", expires=600;at=1.5, flag, protocol="prep";version=1.0',
    }),
  }),
  prep("odd/events-token", {
    level: "ours",
    requirements: ["PREP-AE-2", "PREP-EV-1"],
    sentence: "accepts the Token prep in Events instead of the String",
    head: prepHead({ Events: "protocol=prep, status=200, expires=600" }),
  }),
  prep("odd/events-nested", {
    level: "ours",
    requirements: ["PREP-AE-5"],
    sentence: "reads Events that repeats an event field with an Inner List as parameter",
    head: prepHead({
      Events:
        'protocol="prep";accept=("message/rfc822";delta="text/plain" "application/json"), status=200, expires=600',
    }),
  }),
  prep("odd/events-in-lines", {
    level: "must",
    requirements: ["PREP-EV-1"],
    sentence: "reads Events in several field lines",
    head: prepHead({ Events: 'protocol="prep"\r\nEvents: status=200\r\nEvents: expires=600' }),
  }),
  prep("odd/expires-date", {
    level: "ours",
    requirements: ["PREP-EV-4"],
    sentence: "reads expires with an HTTP date in a String",
    head: prepHead({ Events: 'protocol="prep", status=200, expires="{date+600}"' }),
  }),
  prep("odd/expires-missing", {
    level: "ours",
    requirements: ["PREP-EV-4"],
    sentence: "reads a stream whose Events has no expires",
    head: prepHead({ Events: 'protocol="prep", status=200' }),
  }),
  prep("odd/boundary-quoted", {
    level: "must",
    requirements: ["PREP-RS-1", "PREP-RS-5"],
    sentence: "reads quoted boundaries with all characters that RFC 2046 allows",
    head: prepHead({ "Content-Type": `multipart/mixed; boundary="${odd}"` }),
    body: prepPieces({ outer: odd, inner: "0123456789+/=:(z)" }),
  }),
  prep("odd/boundary-escaped", {
    level: "must",
    requirements: ["PREP-RS-1"],
    sentence: "reads a quoted boundary with unnecessary escapes",
    head: prepHead({ "Content-Type": 'multipart/mixed; boundary="OUT\\ER\\-1"' }),
  }),
  prep("odd/content-type-written", {
    level: "must",
    requirements: ["PREP-RS-1", "PREP-RS-5"],
    sentence: "ignores letter case in media types and names of parameters, and the order of parameters",
    head: prepHead({ "Content-Type": `Multipart/Mixed;charset=utf-8; Boundary=${outer};x="boundary=no"` }),
    body: prepPieces({ digest: 'CONTENT-TYPE:Multipart/DIGEST;Type=x;BOUNDARY="inner-2"' }),
  }),
  prep("odd/content-like-delimiters", {
    level: "must",
    requirements: ["PREP-RS-10"],
    sentence: "takes lines that only resemble delimiters, and delimiters inside a line, for content",
    body: prepPieces({
      first: part({ "Content-Type": "text/plain" }, alike),
      notices: [notice("PATCH", "1", { "Content-Type": "text/plain" }, alike), ...notices.slice(1)],
    }),
    expected: {
      representation: { status: 200, type: "text/plain", body: alike },
      notifications: [noticed("1", "update", alike), noticed("2", "update"), noticed("3", "delete")],
    },
  }),
  prep("odd/message-written", {
    level: "must",
    requirements: ["PREP-MS-3", "NF-1"],
    sentence: "reads messages with fields in any order and letter case, with unknown and folded fields",
    body: prepPieces({
      notices: [
        part({ "content-type": "Message/RFC822", "X-Part": "1" }, "EVENT-ID:1  \r\nX-New: y\r\nmethod:PUT\r\n\r\n"),
        part({}, "X-Long: a\r\n b\r\n\tc\r\nEvent-ID:\r\n 2\r\nMethod: PATCH\r\n\r\n"),
      ],
    }),
    expected: { notifications: [noticed("1", "update"), noticed("2", "update")] },
  }),
  prep("odd/head-written", {
    level: "must",
    requirements: ["PREP-RS-1"],
    sentence: "reads a head with fields in another letter case, with unknown fields and without a reason phrase",
    head:
      `HTTP/1.1 200 \r\nx-new: 1\r\nEVENTS:status=200,expires=600,protocol="prep"\r\ntransfer-encoding: chunked\r\n` +
      `incremental: ?1;x=2\r\ncontent-type:multipart/mixed;boundary=${outer}\r\ndate: {date}\r\n\r\n`,
  }),
  prep("odd/interim-responses", {
    level: "must",
    requirements: ["PREP-RS-1"],
    sentence: "ignores interim responses (1xx) before the response",
    head: `${head("103 Early Hints", { Link: "</style.css>; rel=preload" })}${prepHead()}`,
  }),
  prep("odd/chunk-extensions", {
    level: "must",
    requirements: ["PREP-RS-4"],
    sentence: "reads chunks with extensions, followed by trailer fields (RFC 9112 section 7.1)",
    body: [
      ...pieces.map((piece) => ({ raw: chunk(piece).replace("\r\n", ';x="a;b"\r\n') })),
      { raw: "000;last\r\nX-Trailer: 1\r\n\r\n" },
    ],
    end: "open",
  }),
  prep("odd/filler-parts", {
    level: "ours",
    requirements: ["EQ-AR-3"],
    sentence: "does not take an empty part for a notification",
    body: prepPieces({ notices: notices.flatMap((one) => ["\r\n", one]) }),
  }),
  prep("odd/no-event-id", {
    level: "must",
    requirements: ["PREP-MS-4", "PREP-AE-12"],
    sentence: "reads notifications without ETag, and one without Event-ID",
    body: prepPieces({
      notices: [part({}, "Method: PUT\r\nDate: Sat, 01 Apr 2023 10:11:12 GMT\r\n\r\n"), ...notices.slice(1)],
    }),
    expected: {
      representation: { body: greeting },
      notifications: [
        { type: "update", mediaType: "message/rfc822", body: "" },
        noticed("2", "update"),
        noticed("3", "delete"),
      ],
    },
  }),
];
