import { bytewise, chunk, cutInLineEnds, head, utf8 } from "./byte-text.ts";
import {
  allNoticed,
  boundary,
  encapsulations,
  http,
  jsonSequence,
  multipart,
  notice,
  noticed,
  notices,
  query,
  queryHead,
  queryPieces,
} from "./query.ts";
import type { Scenario } from "./scenario.ts";

const accented = utf8(JSON.stringify({ "event-id": "1", type: "update", text: 'naïve "café" ☕ \\' }));
const [first = "", second = "", last = ""] = notices;
const rest = allNoticed.slice(1);
const alike = `${JSON.stringify({ "event-id": "1", type: "update" })}\r\n--MIXED\r\nx--${boundary}\r\n----${boundary}\r\n\r\n`;
const inJson = notice("1", "update", { text: "\u001e{}\nHTTP/1.1 200 OK\r\n\r\n" });
const greeting = queryPieces(http, { notices: [] }).join("");

/** Valid streams in inconvenient pieces, and unusual but valid ones. */
export const queryRagged: readonly Scenario[] = [
  ...encapsulations.flatMap((encapsulation): Scenario[] => {
    const { name, mediaType, contentType } = encapsulation;
    const pieces = queryPieces(encapsulation, { notices: [accented, ...notices.slice(1)] });
    const expected = { notifications: [noticed("1", "update", accented), ...rest] };
    const framing = [{ multipart: "EQ-ST-7", http: "EQ-ST-5", "json-seq": "EQ-ST-6" }[name]];
    return [
      query(encapsulation, `ragged/${name}-one-byte-chunks`, {
        level: "must",
        requirements: ["EQ-ST-4", ...framing],
        sentence: `reads ${mediaType} that arrives byte by byte: chunks have no meaning (RFC 9112 section 7.1)`,
        body: bytewise(pieces),
        expected,
      }),
      query(encapsulation, `ragged/${name}-one-chunk`, {
        level: "must",
        requirements: ["EQ-ST-4", ...framing],
        sentence: `reads ${mediaType} that arrives in one piece: chunks have no meaning (RFC 9112 section 7.1)`,
        body: [pieces.join("")],
        expected,
      }),
      query(encapsulation, `odd/${name}-head-written`, {
        level: "must",
        requirements: ["EQ-EV-1", "EQ-AR-1"],
        sentence: `reads a head with unknown members and parameters of Events, in another letter case, for ${mediaType}`,
        head: queryHead(
          contentType.replace(/^[^;]*/, (type) => type.toUpperCase()),
          {
            Events: 'new=("a";x 1), duration=600.0;at=:AQI=:, flag;y',
            Incremental: "?1;new=2",
            "X-New": "1",
          },
        ),
      }),
      query(encapsulation, `odd/${name}-duration-unusable`, {
        level: "must",
        requirements: ["EQ-EV-1"],
        sentence: `ignores a duration of a wrong type, for ${mediaType}`,
        head: queryHead(contentType, { Events: 'duration="a while", x=1' }),
      }),
    ];
  }),
  ...[multipart, http].map((encapsulation) =>
    query(encapsulation, `ragged/${encapsulation.name}-cut-in-line-ends`, {
      level: "must",
      requirements: ["EQ-ST-4"],
      sentence: `reads ${encapsulation.mediaType} whose chunks end between CR and LF (RFC 9112 section 7.1)`,
      body: cutInLineEnds(queryPieces(encapsulation)),
    }),
  ),
  query(multipart, "ragged/multipart-padding", {
    level: "must",
    requirements: ["EQ-ST-7"],
    sentence: "ignores padding, a preamble and an epilogue in multipart/mixed",
    body: [
      `A preamble\r\n${queryPieces(multipart).join("").replaceAll(`${boundary}\r\n`, `${boundary}\t \r\n`)}--${boundary}`,
    ],
  }),
  query(multipart, "ragged/multipart-delimiters-late", {
    level: "must",
    requirements: ["EQ-ST-7"],
    sentence: "reads chunks that begin with the delimiter or with its line ending",
    body: queryPieces(multipart)
      .join("")
      .split(/(?=\r\n--MIXED-1)/),
  }),
  query(multipart, "odd/multipart-content-like-delimiters", {
    level: "must",
    requirements: ["EQ-ST-7"],
    sentence: "takes lines that only resemble delimiters for content",
    body: [
      ...queryPieces(multipart, { notices: [] }).slice(0, 1),
      multipart.item("text/plain", alike),
      ...notices.slice(1).map((one) => multipart.item("application/json", one)),
      multipart.closing,
    ],
    expected: { notifications: [{ mediaType: "text/plain", body: alike }, ...rest] },
  }),
  query(multipart, "odd/multipart-fields-missing", {
    level: "must",
    requirements: ["EQ-ST-7"],
    sentence: "takes a part without fields for text/plain (RFC 2046 section 5.1)",
    body: [
      ...queryPieces(multipart, { notices: [] }).slice(0, 1),
      `\r\n\r\nsomething happened\r\n--${boundary}`,
      ...notices.slice(1).map((one) => multipart.item("application/json", one)),
      multipart.closing,
    ],
    expected: { notifications: [{ mediaType: "text/plain", body: "something happened" }, ...rest] },
  }),
  query(http, "odd/http-chunked-messages", {
    level: "ours",
    requirements: ["EQ-ST-5"],
    sentence: "reads messages in chunked coding, with extensions and trailer fields",
    body: [
      head("200 OK", { "Content-Type": "text/plain", "Transfer-Encoding": "chunked" }),
      `${chunk("Hello ").replace("\r\n", ";x=1\r\n")}${chunk("World!\n")}0\r\nX-Trailer: 1\r\n\r\n`,
      head("200 OK", { "transfer-encoding": "Chunked", "content-type": "application/json" }),
      ...[...first].map(chunk),
      `000\r\n\r\n${http.item("application/json", second)}${http.item("application/json", last)}`,
    ],
  }),
  query(http, "odd/http-interim-messages", {
    level: "ours",
    requirements: ["EQ-AR-3"],
    sentence: "ignores interim messages (1xx), which may serve as keep-alive",
    body: [
      head("100 Continue", {}),
      greeting,
      head("103 Early Hints", { Link: "</x>" }),
      ...notices.map((one) => `${head("102 Processing", {})}${http.item("application/json", one)}`),
    ],
  }),
  query(http, "odd/http-written", {
    level: "must",
    requirements: ["EQ-ST-5"],
    sentence:
      "reads messages with fields in any order and letter case, with unknown fields and without a reason phrase (RFC 9112 section 4)",
    body: [
      greeting,
      `HTTP/1.1 200 \r\ncontent-length:${first.length}\r\nx-new:  1 \r\nCONTENT-TYPE:Application/JSON; charset="utf-8"\r\n\r\n${first}`,
      `HTTP/1.1 201 Something Else\r\nX-New:\r\nContent-Length: ${second.length}\r\nContent-Type: application/json\r\n\r\n${second}`,
      http.item("application/json", last, {
        Date: "Sat, 01 Apr 2023 10:11:12 GMT",
        "Content-Length": `${last.length}`,
      }),
    ],
  }),
  query(http, "odd/http-messages-in-messages", {
    level: "must",
    requirements: ["EQ-ST-5"],
    sentence: "uses the length of a message, whatever its content looks like (RFC 9112 section 6.3)",
    body: [
      greeting,
      http.item("text/plain", `${http.item("application/json", notice("9", "delete"))}\r\n\r\n`),
      ...notices.slice(1).map((one) => http.item("application/json", one)),
    ],
    expected: {
      notifications: [
        { mediaType: "text/plain", body: `${http.item("application/json", notice("9", "delete"))}\r\n\r\n` },
        ...rest,
      ],
    },
  }),
  query(jsonSequence, "odd/json-seq-separators", {
    level: "must",
    requirements: ["EQ-AR-2"],
    sentence: "reports nothing for several RS in a row or a lone RS (RFC 7464 section 2.1)",
    body: ["\x1e", ...queryPieces(jsonSequence).flatMap((piece) => ["\x1e\x1e", `\x1e${piece}`, "\x1e"])],
  }),
  query(jsonSequence, "odd/json-seq-written", {
    level: "must",
    requirements: ["EQ-ST-6"],
    sentence: "reads texts with several lines, escapes and surrounding whitespace, and a last text without line ending",
    body: [
      ...queryPieces(jsonSequence, { notices: [] }),
      `\x1e \t\r\n${JSON.stringify(JSON.parse(inJson), null, 2)}\r\n\r\n`,
      `\x1e${second}\x1e${last}`,
    ],
    expected: { notifications: [noticed("1", "update", inJson), ...rest] },
  }),
  query(jsonSequence, "odd/json-seq-number-ids", {
    level: "ours",
    requirements: ["EQ-ST-6"],
    sentence: "reads event ids that are numbers, as in the drafts' examples",
    body: [
      ...queryPieces(jsonSequence, { notices: [] }),
      jsonSequence.item("", '{"event-id":1,"type":"Update"}'),
      ...notices.slice(1).map((one) => jsonSequence.item("", one)),
    ],
    expected: { notifications: [{ eventId: "1", type: "update" }, ...rest] },
  }),
];
