import { bytewise, head, utf8 } from "./byte-text.ts";
import { notice, noticed, queryHead } from "./query.ts";
import type { Answer, ExpectedReport, Scenario, Step } from "./scenario.ts";

const content = utf8(JSON.stringify({ "event-id": "1", type: "update", text: "café ☕" }));
const type = "application/json";

interface Own {
  readonly level: Scenario["level"];
  readonly requirements: readonly string[];
  readonly sentence: string;
  readonly head?: string;
  readonly body?: readonly Step[];
  readonly end?: Answer["end"];
  readonly expected?: Partial<ExpectedReport>;
}

function single(name: string, own: Own): Scenario {
  const { level, requirements, sentence, head = queryHead(type), body = [content], end = "complete" } = own;
  return {
    id: `client/events-query/single/${name}`,
    requirements,
    level,
    sentence,
    task: { protocol: "events-query", mode: "single", representation: false },
    needs: ["single"],
    answers: [{ method: "QUERY", head, chunked: true, body, end }],
    expected: {
      representation: "none",
      notifications: [noticed("1", "update", content)],
      ends: ["clean"],
      ...own.expected,
    },
  };
}

/** Single notifications (long poll). */
export const querySingle: readonly Scenario[] = [
  single("notification", {
    level: "must",
    requirements: ["EQ-SN-1", "EQ-SN-2"],
    sentence: "takes the content of the response for the notification",
    expected: { requests: [{ fields: { "content-type": /./ } }] },
  }),
  single("one-byte-chunks", {
    level: "must",
    requirements: ["EQ-SN-1"],
    sentence: "reads a single notification that arrives byte by byte",
    body: bytewise([content]),
  }),
  single("none", {
    level: "ours",
    requirements: ["EQ-SN-3"],
    sentence: "reports no notification for empty content at the end of the duration",
    head: queryHead(type, { Events: "duration=0.2" }),
    body: [{ seconds: 0.25 }],
    expected: { notifications: [] },
  }),
  single("emptied", {
    level: "ours",
    requirements: ["EQ-SN-3", "EQ-ST-11"],
    sentence: "does not take empty content before the end of the duration for a clean end",
    body: [],
    expected: { notifications: [], ends: ["cut-off", "error"] },
  }),
  single("closed", {
    level: "must",
    requirements: ["EQ-SN-2"],
    sentence:
      "does not take the end of the connection inside the content for a clean end, and reports no incomplete notification",
    body: [content.slice(0, 20)],
    end: "close",
    expected: { notifications: [], ends: ["cut-off", "error"] },
  }),
  single("head-of-the-stream", {
    level: "ours",
    requirements: ["EQ-RP-5", "EQ-SN-1"],
    sentence: "does not take the Event-ID in the head, which is the starting point, for that of the notification",
    head: head("200 OK", {
      Date: "{date}",
      "Content-Type": type,
      Events: "duration=600",
      "Event-ID": "before",
      "Transfer-Encoding": "chunked",
    }),
    body: [notice("after", "update")],
    expected: { notifications: [noticed("after", "update", notice("after", "update"))] },
  }),
];
