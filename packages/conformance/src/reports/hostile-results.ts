import { type CheckResult, countsOf, type ExchangeRecord, type Results } from "../results/results.ts";

/**
 * What a server might send to get out of a report: elements, ends of elements, XML, Markdown, TAP, terminal controls.
 */
export const hostile =
  "<script>alert(1)</script></style></pre><!-- ]]> --><img src=x onerror=alert(2)>\"'`` ``` | # SKIP \\ \u001b[31m\u0000\u202e\u2028";

const hostileBytes = Buffer.from(`--A\r\nX: ${hostile}\r\n\r\n\xff\xfe é 日本\r\n--A--`, "utf8").toString("latin1");

function exchange(text: string, size: number): ExchangeRecord {
  const count = Math.ceil(text.length / size);
  return {
    http: "HTTP/1.1",
    sentAt: 10,
    request: {
      method: "GET",
      url: "http://127.0.0.1:8080/notes/welcome",
      fields: [
        { name: "Accept-Events", value: '"prep"' },
        { name: "Authorization", value: "(not shown)" },
      ],
      content: hostileBytes,
    },
    response: {
      status: 200,
      at: 12.5,
      fields: [
        { name: "Content-Type", value: "multipart/mixed; boundary=A" },
        { name: "X-Hostile", value: hostile },
      ],
    },
    pieces: Array.from({ length: count }, (_, index) => ({
      at: 13 + index,
      offset: index * size,
      frame: index,
      text: text.slice(index * size, (index + 1) * size),
    })),
    contentLength: text.length,
    trailers: [{ name: "X-Trailer", value: hostile }],
    faults: [hostile],
    ending: { kind: "reset", at: 2_000.5, detail: hostile },
  };
}

const described = { protocol: "prep", requirements: ["PREP-RS-9", "PREP-UNKNOWN"], level: "must" } as const;

const checks: readonly CheckResult[] = [
  { ...described, id: "prep/stream/served", sentence: "It is served", outcome: "pass", milliseconds: 12 },
  {
    ...described,
    id: "prep/stream/marked",
    sentence: `It stays ${hostile}`,
    outcome: "fail",
    milliseconds: 34,
    expected: `no ${hostile}`,
    observed: hostile,
    mark: { exchange: 1, offset: 5, length: 200 },
    exchanges: [exchange(hostileBytes, 50), exchange(hostileBytes, 64)],
  },
  {
    ...described,
    id: "prep/termination/closed",
    sentence: "Both multiparts are closed",
    outcome: "fail",
    milliseconds: 2_000,
    expected: "the close-delimiters",
    observed: "neither",
    mark: { exchange: 0, offset: 9_000, length: 0 },
    exchanges: [exchange(`--B\r\n\r\n${"Method: PUT\r\n".repeat(691)}`.slice(0, 8_990).padEnd(9_000, "~"), 1)],
    left: [hostile],
  },
  {
    ...described,
    id: "prep/termination/expires",
    sentence: "It ends when its time is over",
    outcome: "fail",
    milliseconds: 1,
    expected: "an end",
    observed: "none",
    expectation: { outcomes: ["fail"], reason: `known: ${hostile}`, met: true },
  },
  {
    ...described,
    id: "prep/termination/mended",
    sentence: "It was wrong once",
    outcome: "pass",
    milliseconds: 1,
    expectation: { outcomes: ["fail", "warn"], reason: "an old fault", met: false },
  },
  {
    ...described,
    id: "events-query/stream/warned",
    protocol: "events-query",
    level: "should",
    sentence: "It should",
    outcome: "warn",
    milliseconds: 1,
    expected: "a | b",
    observed: "c",
    exchanges: [exchange("short\n", 6)],
  },
  {
    ...described,
    id: "events-query/stream/informed",
    protocol: "events-query",
    level: "ours",
    sentence: "It might",
    outcome: "info",
    milliseconds: 1,
    expected: "a",
    observed: "b",
  },
  {
    ...described,
    id: "events-query/stream/left-out",
    protocol: "events-query",
    sentence: "It can",
    outcome: "skipped",
    milliseconds: 0,
    reason: "nothing may cause an event",
    option: "--allow-writes",
  },
  {
    ...described,
    id: "events-query/stream/blocked",
    protocol: "events-query",
    sentence: "It would",
    outcome: "blocked",
    milliseconds: 0,
    reason: "it depends on prep/stream/marked: fail",
    blockedBy: "prep/stream/marked",
  },
  {
    ...described,
    id: "events-query/stream/not-set-up",
    protocol: "events-query",
    sentence: "It would, too",
    outcome: "blocked",
    milliseconds: 5,
    reason: `DELETE was answered 500: ${hostile}`,
  },
  {
    ...described,
    id: "events-query/stream/rig",
    protocol: "events-query",
    sentence: "It is judged",
    outcome: "error",
    milliseconds: 5,
    reason: `TypeError: ${hostile}\n    at judge (check.ts:1:1)`,
  },
];

/** Results with every outcome, of a server that sends hostile things. For tests. */
export const hostileResults: Results = {
  format: "resource-events-conformance",
  formatVersion: 1,
  suite: "0.1.0",
  target: "http://127.0.0.1:8080/notes/welcome",
  name: `Teapot ${hostile}`,
  http: "HTTP/1.1",
  startedAt: "2026-11-22T10:00:00.000Z",
  milliseconds: 2_345,
  counts: countsOf(checks),
  checks,
};
