import { head } from "./byte-text.ts";
import { greeted, greeting, noticed, notices, part, prep, prepHead, prepPieces } from "./prep.ts";
import type { Answer, Scenario } from "./scenario.ts";

const plain = (fields: Record<string, string>, status = "200 OK", content = greeting) =>
  head(status, { Date: "{date}", "Content-Type": "text/plain", ...fields, "Content-Length": String(content.length) });
const without = { chunked: false, body: [greeting] };
const none = { notifications: [], ends: ["no-notifications"] } as const;
const stream: Answer = { method: "GET", head: prepHead(), chunked: true, body: prepPieces(), end: "complete" };
const redirect = (status: string): Answer => ({
  method: "GET",
  head: head(status, { Date: "{date}", Location: "elsewhere", "Content-Length": "0" }),
  chunked: false,
  body: [],
  end: "complete",
});
const asks = { "accept-events": /(?:^|[\s,])"?prep"?(?:$|[\s,;])/i };
const known = part({ "Content-Type": "text/plain" }, "");

/** Requests of a client, and responses without notifications. */
export const prepAnswers: readonly Scenario[] = [
  prep("requests/accept-events", {
    level: "must",
    requirements: ["PREP-AE-1", "PREP-AE-10", "PREP-AE-11"],
    sentence: "asks with a GET whose Accept-Events lists prep, and with no other method",
    expected: { requests: [{ fields: asks }], neverBesidesGet: asks },
  }),
  ...["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"].map(
    (status) =>
      prep(`requests/redirect-${status.slice(0, 3)}`, {
        level: "ours",
        requirements: ["PREP-AE-1"],
        sentence: `follows a ${status.slice(0, 3)} with the same request`,
        answers: [redirect(status), stream],
        expected: { requests: [{ fields: asks }, { target: "/elsewhere", fields: asks }] },
      }),
  ),
  prep("requests/last-event-id", {
    level: "should",
    requirements: ["PREP-RS-6"],
    sentence: "sends the id of the last known event in Last-Event-ID",
    lastEventId: "0",
    body: prepPieces({ first: known }),
    expected: { representation: "any", requests: [{ fields: { "last-event-id": /^0$/ } }] },
  }),
  prep("resume/up-to-date", {
    level: "ours",
    requirements: ["PREP-RS-6", "PREP-RS-11"],
    sentence: "does not take an empty first part for a representation if the Event-ID is the one in its request",
    lastEventId: "0",
    body: prepPieces({ first: known }),
    expected: { representation: "none" },
  }),
  prep("resume/replayed", {
    level: "ours",
    requirements: ["PREP-RS-7", "PREP-RS-11"],
    sentence: "takes the first notifications for the events that it missed",
    lastEventId: "a/older+1",
    head: prepHead({ "Event-ID": "a/older+1" }),
    body: [prepPieces({ first: "\r\n" }).join("")],
    expected: { representation: "none" },
  }),
  prep("resume/history-lost", {
    level: "ours",
    requirements: ["PREP-RS-7", "PREP-RS-11"],
    sentence: "reports the representation if the Event-ID is not the one in its request",
    lastEventId: "forgotten",
    body: prepPieces({ notices: notices.slice(0, 1) }),
    expected: { representation: greeted, notifications: [noticed("1", "update")] },
  }),
  prep("refused/not-supported", {
    level: "must",
    requirements: ["PREP-NO-1", "PREP-AE-11"],
    sentence: "takes a response without Events for the representation without notifications",
    head: plain({}),
    ...without,
    expected: { representation: "any", ...none },
  }),
  prep("refused/not-acceptable", {
    level: "must",
    requirements: ["PREP-EV-3", "PREP-NO-4"],
    sentence: "takes a response whose Events has status 406 for the representation without notifications",
    head: plain({ Events: 'protocol="prep", status=406' }),
    ...without,
    expected: { representation: "any", ...none },
  }),
  prep("refused/multipart-representation", {
    level: "must",
    requirements: ["PREP-EV-3", "PREP-NO-4"],
    sentence: "does not take parts of a multipart representation for notifications if Events has status 403",
    head: prepHead({ Events: 'protocol="prep", status=403' }),
    expected: { representation: "any", ...none },
  }),
  prep("refused/base-response", {
    level: "must",
    requirements: ["PREP-EV-3", "PREP-NO-3"],
    sentence: "takes a 404 whose Events has status 412 for an error without notifications",
    head: plain({ Events: 'protocol="prep", status=412' }, "404 Not Found", "No such note\n"),
    chunked: false,
    body: ["No such note\n"],
    expected: { representation: "any", notifications: [], ends: ["error", "no-notifications"] },
  }),
];
