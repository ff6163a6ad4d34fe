import { head, inPieces } from "./byte-text.ts";
import {
  allNoticed,
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

const two = allNoticed.slice(0, 2);
const broken = { notifications: two, ends: ["cut-off", "error"] } as const;
const child = notice("1", "delete", { object: "/notes/child" });
const [first = "", second = "", last = ""] = notices;
const greeting = queryPieces(http, { notices: [] }).join("");
const many = Array.from({ length: 10_000 }, (_, index) => {
  const id = String(index + 1);
  return { id, type: id === "10000" ? ("delete" as const) : ("update" as const) };
});
/** What comes after something malformed can't be relied on: what came before must be there. */
const malformed = { notifications: allNoticed, atLeast: 1, ends: ["error", "cut-off"] } as const;
const read = { reported: 1 } as const;

/** Streams that break off, or are not what they should be. */
export const queryBroken: readonly Scenario[] = [
  ...encapsulations.flatMap((encapsulation): Scenario[] => {
    const { name, mediaType, item } = encapsulation;
    const pieces = queryPieces(encapsulation).slice(0, 3);
    const half = item("application/json", last).slice(0, name === "json-seq" ? 30 : -30);
    const long = JSON.stringify({ "event-id": "3", type: "delete", text: "x".repeat(524_288) });
    return [
      query(encapsulation, `broken/${name}-ended-before`, {
        level: "ours",
        requirements: ["EQ-ST-11"],
        sentence:
          name === "multipart"
            ? "takes an end of the HTTP message without close-delimiter for no clean one"
            : `takes an end of ${mediaType} before the duration is over, without a deletion, for no clean one`,
        body: pieces,
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-ended-inside-notification`, {
        level: "ours",
        requirements: ["EQ-ST-11"],
        sentence: `gives out no part of a notification where ${mediaType} ends in the midst of it, as a proxy may end it`,
        body: [...pieces, half],
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-closed-inside-notification`, {
        level: "must",
        requirements: ["EQ-ST-11"],
        sentence: `takes the end of the connection inside a notification of ${mediaType} for no clean end (RFC 9112 section 8)`,
        body: [...pieces, { reported: 2 }, half],
        end: "close",
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-reset-inside-notification`, {
        level: "must",
        requirements: ["EQ-ST-11"],
        sentence: `takes a reset of the connection inside a notification of ${mediaType} for no clean end (RFC 9112 section 8)`,
        body: [...pieces, { reported: 2 }, half],
        end: "reset",
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-many-notifications`, {
        level: "ours",
        requirements: ["EQ-ST-10"],
        sentence: `reads 10,000 notifications of ${mediaType} that come at once`,
        body: inPieces(queryPieces(encapsulation, { notices: many.map(({ id, type }) => notice(id, type)) }).join("")),
        expected: { notifications: many.map(({ id, type }) => noticed(id, type, notice(id, type))) },
      }),
      query(encapsulation, `broken/${name}-large-notification`, {
        level: "ours",
        requirements: ["EQ-ST-4"],
        sentence: `reads a notification of half a mebibyte in ${mediaType}, or takes it for an error`,
        body: inPieces(queryPieces(encapsulation, { notices: [first, second, long] }).join("")),
        expected: {
          notifications: [...two, noticed("3", "delete", long)],
          atLeast: 2,
          ends: ["clean", "error"],
        },
      }),
    ];
  }),
  ...[http, jsonSequence].map((encapsulation) =>
    query(encapsulation, `broken/${encapsulation.name}-ended-after-another-deletion`, {
      level: "ours",
      requirements: ["EQ-ST-11"],
      sentence: `takes an end of ${encapsulation.mediaType} after the deletion of another resource (object) for no clean one`,
      body: queryPieces(encapsulation, { notices: [child] }),
      expected: { notifications: [noticed("1", "delete", child)], ends: ["cut-off", "error"] },
    }),
  ),
  ...[multipart, http].map((encapsulation) =>
    query(encapsulation, `broken/${encapsulation.name}-fields-oversized`, {
      level: "ours",
      requirements: ["EQ-ST-4"],
      sentence: `takes 256 KiB of fields in ${encapsulation.mediaType} as they are, or for an error`,
      body: [
        ...queryPieces(encapsulation).slice(0, 3),
        { reported: 2 },
        ...inPieces(encapsulation.item("application/json", last, { "X-Long": "x".repeat(262_144) })),
        encapsulation.closing,
      ].filter((step) => step !== ""),
      expected: { notifications: allNoticed, atLeast: 2, ends: ["clean", "error"] },
    }),
  ),
  query(http, "broken/http-ended-without-duration", {
    level: "ours",
    requirements: ["EQ-EV-1", "EQ-ST-11"],
    sentence:
      "takes an end without a deletion for no clean one where the duration is of another type, as if it were absent",
    head: queryHead(http.contentType, { Events: 'duration="0"' }),
    body: queryPieces(http).slice(0, 3),
    expected: broken,
  }),
  query(http, "broken/http-length-too-long", {
    level: "ours",
    requirements: ["EQ-ST-5", "EQ-ST-11"],
    sentence: "takes an end before as many bytes as Content-Length says for no clean one",
    body: [
      greeting,
      ...notices.slice(0, 2).map((one) => http.item("", one, { "Content-Type": "application/json" })),
      http.item("application/json", last, { "Content-Length": String(last.length + 5) }),
    ],
    expected: broken,
  }),
  query(http, "broken/http-length-too-short", {
    level: "ours",
    requirements: ["EQ-ST-5"],
    sentence: "takes what follows the last byte by Content-Length for no notification, if it is no message",
    body: [
      greeting,
      http.item("application/json", first),
      read,
      http.item("text/plain", second, { "Content-Length": "9" }),
      http.item("application/json", last),
    ],
    expected: {
      notifications: [...allNoticed.slice(0, 1), { mediaType: "text/plain", body: second.slice(0, 9) }],
      atLeast: 1,
      ends: ["error", "cut-off"],
    },
  }),
  query(http, "broken/http-two-lengths", {
    level: "must",
    requirements: ["EQ-ST-5"],
    sentence: "takes two different values of Content-Length for an error (RFC 9112 section 6.3)",
    body: [
      greeting,
      http.item("application/json", first),
      read,
      `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: ${second.length}\r\nContent-Type: application/json\r\n\r\n${second}`,
      http.item("application/json", last),
    ],
    expected: { ...malformed, notifications: allNoticed.slice(0, 1) },
  }),
  query(http, "broken/http-no-length", {
    level: "ours",
    requirements: ["EQ-ST-5"],
    sentence: "takes a message without length, whose end can't be told, for an error",
    body: [
      greeting,
      http.item("application/json", first),
      read,
      `${head("200 OK", { "Content-Type": "application/json" })}${second}`,
    ],
    expected: { ...malformed, notifications: allNoticed.slice(0, 1) },
  }),
  query(http, "broken/http-no-message", {
    level: "ours",
    requirements: ["EQ-ST-5"],
    sentence: "takes what is no HTTP message for an error, and for no clean end",
    body: [
      greeting,
      http.item("application/json", first),
      read,
      "this is no message\r\n\r\n",
      http.item("application/json", last),
    ],
    expected: { ...malformed, notifications: allNoticed.slice(0, 1) },
  }),
  query(jsonSequence, "broken/json-seq-unparsable", {
    level: "must",
    requirements: ["EQ-AR-2"],
    sentence: "passes over a text that does not parse, up to the next RS (RFC 7464 section 2.3)",
    body: [
      ...queryPieces(jsonSequence, { notices: [first] }),
      '\x1e{"event-id":"8","type":"upd\n',
      '\x1e{"event-id":"9",}\n',
      "\x1e}\n",
      "\x1e\xff\xfe\n",
      `\x1e${second}\n\x1e${last}\n`,
    ],
  }),
  query(jsonSequence, "broken/json-seq-noise", {
    level: "ours",
    requirements: ["EQ-AR-2"],
    sentence: "passes over what stands before the first RS",
    body: [`noise\n${queryPieces(jsonSequence).join("")}`],
  }),
  query(multipart, "broken/multipart-boundary-missing", {
    level: "ours",
    requirements: ["EQ-ST-7"],
    sentence: "makes nothing of multipart/mixed without a boundary",
    head: queryHead("multipart/mixed"),
    expected: { representation: "any", notifications: [], ends: ["error", "no-notifications"] },
  }),
];
