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
/** After malformed bytes any report is correct, but the client must report what came before them. */
const malformed = { notifications: allNoticed, atLeast: 1, ends: ["error", "cut-off"] } as const;
const read = { reported: 1 } as const;

/** Streams that are cut off or malformed. */
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
            ? "does not take an end of the HTTP message without close-delimiters for a clean end"
            : `does not take an end of ${mediaType} before the end of the duration, without a deletion, for a clean end`,
        body: pieces,
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-ended-inside-notification`, {
        level: "ours",
        requirements: ["EQ-ST-11"],
        sentence: `reports no incomplete notification if ${mediaType} ends inside one, which a proxy may cause`,
        body: [...pieces, half],
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-closed-inside-notification`, {
        level: "must",
        requirements: ["EQ-ST-11"],
        sentence: `does not take the end of the connection inside a notification in ${mediaType} for a clean end (RFC 9112 section 8)`,
        body: [...pieces, { reported: 2 }, half],
        end: "close",
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-reset-inside-notification`, {
        level: "must",
        requirements: ["EQ-ST-11"],
        sentence: `does not take a reset inside a notification in ${mediaType} for a clean end (RFC 9112 section 8)`,
        body: [...pieces, { reported: 2 }, half],
        end: "reset",
        expected: broken,
      }),
      query(encapsulation, `broken/${name}-many-notifications`, {
        level: "ours",
        requirements: ["EQ-ST-10"],
        sentence: `reads 10,000 notifications in ${mediaType} that arrive at once`,
        body: inPieces(queryPieces(encapsulation, { notices: many.map(({ id, type }) => notice(id, type)) }).join("")),
        expected: { notifications: many.map(({ id, type }) => noticed(id, type, notice(id, type))) },
      }),
      query(encapsulation, `broken/${name}-large-notification`, {
        level: "ours",
        requirements: ["EQ-ST-4"],
        sentence: `reads a notification of half a mebibyte in ${mediaType}, or reports an error`,
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
      sentence: `does not take an end of ${encapsulation.mediaType} after the deletion of another resource (object) for a clean end`,
      body: queryPieces(encapsulation, { notices: [child] }),
      expected: { notifications: [noticed("1", "delete", child)], ends: ["cut-off", "error"] },
    }),
  ),
  ...[multipart, http].map((encapsulation) =>
    query(encapsulation, `broken/${encapsulation.name}-fields-oversized`, {
      level: "ours",
      requirements: ["EQ-ST-4"],
      sentence: `reads 256 KiB of fields in ${encapsulation.mediaType}, or reports an error`,
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
      "does not take an end without a deletion for a clean end if the duration has a wrong type, which counts as absent",
    head: queryHead(http.contentType, { Events: 'duration="0"' }),
    body: queryPieces(http).slice(0, 3),
    expected: broken,
  }),
  query(http, "broken/http-length-too-long", {
    level: "ours",
    requirements: ["EQ-ST-5", "EQ-ST-11"],
    sentence: "does not take an end before the Content-Length for a clean end",
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
    sentence: "does not take bytes after the Content-Length for a notification if they are not a message",
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
    sentence: "reports an error for two different values of Content-Length (RFC 9112 section 6.3)",
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
    sentence: "reports an error for a message without length, whose end is unknown",
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
    sentence: "reports an error, not a clean end, for bytes that are not an HTTP message",
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
    sentence: "skips a text that does not parse, up to the next RS (RFC 7464 section 2.3)",
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
    sentence: "skips bytes before the first RS",
    body: [`noise\n${queryPieces(jsonSequence).join("")}`],
  }),
  query(multipart, "broken/multipart-boundary-missing", {
    level: "ours",
    requirements: ["EQ-ST-7"],
    sentence: "reports nothing from multipart/mixed without a boundary",
    head: queryHead("multipart/mixed"),
    expected: { representation: "any", notifications: [], ends: ["error", "no-notifications"] },
  }),
];
