import { head } from "./byte-text.ts";
import { outer, part, prepHead, prepPieces } from "./prep.ts";
import {
  allNoticed,
  answerTo,
  encapsulations,
  http,
  multipart,
  notices,
  query,
  queryHead,
  queryPieces,
} from "./query.ts";
import type { Answer, Scenario } from "./scenario.ts";

const redirect = (status: string): Answer => ({
  method: "QUERY",
  head: head(status, { Date: "{date}", Location: "elsewhere", "Content-Length": "0" }),
  chunked: false,
  body: [],
  end: "complete",
});
const seeOther = (answer: Omit<Answer, "method" | "end">): readonly Answer[] => [
  redirect("303 See Other"),
  { ...answer, method: "GET", end: "complete" },
];
const noStream = { representation: "any", notifications: [], ends: ["no-notifications", "error"] } as const;
const content = { "content-type": /^(?:application\/json|application\/ld\+json|example\/events-query)\s*(?:;|$)/i };
const parts = `--${outer}\r\n${part({ "Content-Type": "text/plain" }, "one")}\r\n--${outer}\r\n${part({}, "two")}\r\n--${outer}--`;

const refusals = [
  ["400 Bad Request", "EQ-RQ-2"],
  ["404 Not Found", "EQ-RP-2"],
  ["415 Unsupported Media Type", "EQ-RQ-2"],
  ["429 Too Many Requests", "EQ-LD-1"],
] as const;

/** Requests of a client, redirects, resumption, and responses without notifications. */
export const queryAnswers: readonly Scenario[] = [
  ...encapsulations.flatMap((encapsulation): Scenario[] => {
    const { name, mediaType } = encapsulation;
    return [
      query(encapsulation, `requests/${name}`, {
        level: "must",
        requirements: ["EQ-RQ-1", "EQ-RQ-2", "EQ-ST-3", "PREP-AE-10"],
        sentence: `subscribes with a QUERY that has content and Content-Type and accepts ${mediaType}, without prep in Accept-Events`,
        expected: {
          requests: [
            {
              fields: { ...content, accept: new RegExp(`${mediaType.replace("/", "\\/")}|\\*\\/\\*`, "i") },
              content: /\S/,
            },
          ],
          neverBesidesGet: { "accept-events": /prep/i },
        },
      }),
      query(encapsulation, `resume/${name}-replayed`, {
        level: "ours",
        requirements: ["EQ-DM-4", "EQ-RP-5"],
        sentence: `resumes in ${mediaType} after the last event id, and takes the first notifications for the events that it missed`,
        withState: false,
        lastEventId: "a/older+1",
        head: queryHead(encapsulation.contentType, { "Event-ID": "a/older+1" }),
        body: [queryPieces(encapsulation, { withState: false }).join("")],
        expected: { requests: [{ lastEventId: "a/older+1" }] },
      }),
    ];
  }),
  query(multipart, "resume/multipart-history-lost", {
    level: "ours",
    requirements: ["EQ-DM-4", "EQ-RP-5"],
    sentence: "reports the representation if the Event-ID is not the one in its request",
    lastEventId: "forgotten",
  }),
  ...["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"].map((status) =>
    query(http, `requests/redirect-${status.slice(0, 3)}`, {
      level: "ours",
      requirements: ["EQ-RQ-4"],
      sentence: `follows a ${status.slice(0, 3)} with the same QUERY, including its content`,
      answers: [redirect(status), answerTo(http)],
      expected: { requests: [{}, { target: "/elsewhere", fields: content, content: /\S/ }] },
    }),
  ),
  query(http, "requests/see-other", {
    level: "ours",
    requirements: ["EQ-RQ-4"],
    sentence: "does not take the target of a 303 for a stream",
    answers: seeOther({
      head: head("200 OK", { Date: "{date}", "Content-Type": "text/plain", "Content-Length": "5" }),
      chunked: false,
      body: ["Hello"],
    }),
    expected: noStream,
  }),
  query(multipart, "requests/see-other-multipart", {
    level: "ours",
    requirements: ["EQ-RQ-4"],
    sentence: "does not take parts of a multipart representation behind a 303 for notifications",
    answers: seeOther({
      head: head("200 OK", {
        Date: "{date}",
        "Content-Type": `multipart/mixed; boundary=${outer}`,
        "Content-Length": String(parts.length),
      }),
      chunked: false,
      body: [parts],
    }),
    expected: noStream,
  }),
  query(multipart, "requests/see-other-unasked", {
    level: "must",
    requirements: ["PREP-EV-5", "EQ-RQ-4"],
    sentence: "processes no notifications in the response to a GET without Accept-Events, even if it has Events",
    answers: seeOther({ head: prepHead(), chunked: true, body: prepPieces() }),
    expected: noStream,
  }),
  ...refusals.map(([status, requirement]) => {
    const problem = `{"title":"${status.slice(4)}"}`;
    return query(multipart, `refused/${status.slice(0, 3)}`, {
      level: "must",
      requirements: [requirement],
      sentence: `takes a ${status.slice(0, 3)} for an error without notifications`,
      head: head(status, {
        Date: "{date}",
        "Content-Type": "application/problem+json",
        "Retry-After": "600",
        "Content-Length": String(problem.length),
      }),
      chunked: false,
      body: [problem],
      expected: { representation: "none", notifications: [], ends: ["error", "no-notifications"] },
    });
  }),
  query(multipart, "refused/problem-in-parts", {
    level: "ours",
    requirements: ["EQ-RP-2"],
    sentence: "does not take parts of a multipart body for notifications if the status is an error",
    head: queryHead(multipart.contentType, {}, "404 Not Found"),
    expected: noStream,
  }),
  query(multipart, "odd/multipart-another-encapsulation", {
    level: "ours",
    requirements: ["EQ-ST-3"],
    sentence: "reads the response by its Content-Type, or reports an error if it did not ask for that type",
    needs: ["http"],
    answers: [{ ...answerTo(http), body: queryPieces(http, { notices }) }],
    expected: {
      representation: "any",
      notifications: allNoticed,
      atLeast: 0,
      ends: ["clean", "error", "no-notifications"],
    },
  }),
];
