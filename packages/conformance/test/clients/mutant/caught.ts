import type { Scenario } from "../../../src/scenarios/scenario.ts";
import type { Fault } from "./faults.ts";

/** The scenarios that catch each fault: ids without `client/`, or patterns. */
export type Caught = readonly string[] | ((scenario: Scenario) => boolean);

const brokenConnections = [
  "prep/broken/closed-inside-notification",
  "prep/broken/closed-between-notifications",
  "prep/broken/reset-inside-notification",
  "events-query/single/closed",
  ...["multipart", "http", "json-seq"].flatMap((name) => [
    `events-query/broken/${name}-closed-inside-notification`,
    `events-query/broken/${name}-reset-inside-notification`,
  ]),
];
const codes = (protocol: string, ...statuses: number[]) =>
  statuses.map((status) => `${protocol}/requests/redirect-${status}`);
const redirects = [...codes("prep", 301, 302, 303, 307, 308), ...codes("events-query", 301, 302, 307, 308)];
const awaited = ({ answers }: Scenario) =>
  answers.some(({ body }) =>
    body.some((step) => typeof step === "object" && "reported" in step && step.reported !== "representation"),
  );
const many = [
  "prep/broken/many-notifications",
  ...["multipart", "http", "json-seq"].map((name) => `events-query/broken/${name}-many-notifications`),
];
const large = ["multipart", "http", "json-seq"].map((name) => `events-query/broken/${name}-large-notification`);
const eachRequest = ["multipart", "http", "json-seq"].map((name) => `events-query/requests/${name}`);

/** Of each fault the scenarios that a client with it fails, and no others. */
export const caught: Readonly<Record<Fault, Caught>> = {
  "missing-close-is-clean": [
    "prep/broken/close-delimiter-missing",
    "prep/broken/outer-close-delimiter-missing",
    "prep/broken/ended-inside-notification",
    "prep/broken/ended-inside-representation",
    "events-query/broken/multipart-ended-before",
    "events-query/broken/multipart-ended-inside-notification",
    "events-query/broken/http-ended-inside-notification",
    "events-query/broken/json-seq-ended-inside-notification",
    "events-query/broken/http-length-too-long",
  ],
  "inner-close-is-clean": ["prep/broken/outer-close-delimiter-missing"],
  "lost-connection-is-clean": brokenConnections,
  "lost-connection-crashes": brokenConnections,
  "half-notification-told": [
    ...[
      "prep/broken/",
      "events-query/broken/multipart-",
      "events-query/broken/http-",
      "events-query/broken/json-seq-",
    ].flatMap((prefix) => ["ended", "closed", "reset"].map((how) => `${prefix}${how}-inside-notification`)),
    "events-query/broken/http-length-too-long",
  ],
  "half-representation-told": ["prep/broken/ended-inside-representation"],
  "early-end-is-clean": [
    "events-query/single/emptied",
    "events-query/broken/http-ended-before",
    "events-query/broken/json-seq-ended-before",
    "events-query/broken/http-ended-without-duration",
    "events-query/broken/http-ended-after-another-deletion",
    "events-query/broken/json-seq-ended-after-another-deletion",
  ],
  "due-end-is-cut-off": [
    "events-query/sound/http-duration-over",
    "events-query/sound/json-seq-duration-over",
    "events-query/single/none",
  ],
  "deletion-is-no-end": ({ needs, expected }) =>
    (needs.includes("http") || needs.includes("json-seq")) &&
    !expected.ends.includes("cut-off") &&
    expected.notifications.at(-1)?.type === "delete",
  "every-deletion-is-the-end": [
    "prep/sound/another-resource",
    "events-query/sound/multipart-another-resource",
    "events-query/sound/http-another-resource",
    "events-query/sound/json-seq-another-resource",
    "events-query/broken/http-ended-after-another-deletion",
    "events-query/broken/json-seq-ended-after-another-deletion",
  ],
  "every-deletion-excuses": [
    "events-query/broken/http-ended-after-another-deletion",
    "events-query/broken/json-seq-ended-after-another-deletion",
  ],
  "unusable-duration-is-zero": ["events-query/broken/http-ended-without-duration"],
  "unusable-duration-refused": [
    "events-query/odd/multipart-duration-unusable",
    "events-query/odd/http-duration-unusable",
    "events-query/odd/json-seq-duration-unusable",
    "events-query/broken/http-ended-without-duration",
  ],
  "waits-for-http-end": ["prep/sound/left-open", "events-query/sound/multipart-left-open"],
  "waits-for-delimiter-line": [
    "prep/sound/at-once",
    "prep/broken/close-delimiter-missing",
    "prep/broken/closed-inside-notification",
    "prep/broken/closed-between-notifications",
    "prep/broken/reset-inside-notification",
    "prep/broken/fields-oversized",
    "prep/broken/padding-endless",
    "events-query/sound/multipart-at-once",
    "events-query/broken/multipart-ended-before",
    "events-query/broken/multipart-closed-inside-notification",
    "events-query/broken/multipart-reset-inside-notification",
    "events-query/broken/multipart-fields-oversized",
  ],
  "waits-for-next": awaited,
  "drops-last": (scenario) =>
    scenario.expected.notifications.length > 0 && (scenario.expected.atLeast === undefined || awaited(scenario)),
  "doubles-in-chunk": [...many, ...large],
  "stops-after-3000": many,
  "joins-fields-at-line-ends": [
    "prep/ragged/one-byte-chunks",
    "prep/ragged/cut-in-line-ends",
    "events-query/ragged/multipart-one-byte-chunks",
    "events-query/ragged/multipart-cut-in-line-ends",
  ],
  "decodes-chunks-apart": [
    "prep/ragged/one-byte-chunks",
    "events-query/single/one-byte-chunks",
    "events-query/ragged/multipart-one-byte-chunks",
    "events-query/ragged/http-one-byte-chunks",
    "events-query/ragged/json-seq-one-byte-chunks",
  ],
  "padding-refused": ["prep/ragged/padding", "prep/ragged/padding-in-pieces", "events-query/ragged/multipart-padding"],
  "padding-only-at-once": ["prep/ragged/padding-in-pieces"],
  "preamble-refused": ["prep/ragged/preamble-and-epilogue", "events-query/ragged/multipart-padding"],
  "epilogue-refused": [
    "prep/sound/left-open",
    "prep/ragged/preamble-and-epilogue",
    "events-query/sound/multipart-left-open",
    "events-query/ragged/multipart-padding",
  ],
  "boundary-anywhere": ["prep/odd/content-like-delimiters", "events-query/odd/multipart-content-like-delimiters"],
  "boundary-in-part": ["prep/odd/content-like-delimiters", "events-query/odd/multipart-content-like-delimiters"],
  "boundary-unescaped": ["prep/odd/boundary-escaped"],
  "boundary-token-only": ["prep/odd/boundary-quoted"],
  "parameter-names-cased": ["prep/odd/content-type-written"],
  "types-cased": [
    "prep/odd/content-type-written",
    "prep/odd/message-written",
    "events-query/odd/multipart-head-written",
    "events-query/odd/http-head-written",
    "events-query/odd/json-seq-head-written",
    "events-query/odd/http-written",
  ],
  "field-names-cased": ["prep/odd/message-written"],
  "folded-fields-lost": ["prep/odd/message-written"],
  "trims-content": [
    "prep/sound/delta",
    "prep/odd/content-like-delimiters",
    "events-query/sound/multipart-forms",
    "events-query/sound/http-forms",
    "events-query/odd/multipart-content-like-delimiters",
    "events-query/odd/http-messages-in-messages",
  ],
  "first-delta-line": ["prep/sound/delta"],
  "part-length-refused": ["prep/sound/lengths"],
  "filler-is-notification": ["prep/odd/filler-parts"],
  "event-id-needed": ["prep/odd/no-event-id"],
  "digest-default-type": ({ task, expected }) =>
    task.protocol === "prep" && expected.notifications.some(({ mediaType }) => mediaType === "message/rfc822"),
  "mixed-default-type": ["events-query/odd/multipart-fields-missing"],
  "crashes-on-long-fields": [
    "events-query/broken/multipart-fields-oversized",
    "events-query/broken/http-fields-oversized",
  ],
  "hangs-on-long-padding": ["prep/broken/padding-endless"],
  "partial-content-refused": ["prep/sound/partial-content"],
  "im-used-refused": ["prep/sound/im-used"],
  "status-ignored": ["prep/broken/status-404", "events-query/refused/problem-in-parts"],
  "events-ignored": [
    "prep/refused/multipart-representation",
    "prep/broken/events-unparsable",
    "prep/broken/events-unknown-protocol",
  ],
  "events-status-ignored": ["prep/refused/multipart-representation"],
  "events-protocol-ignored": ["prep/broken/events-unknown-protocol"],
  "events-syntax-ignored": ["prep/broken/events-unparsable"],
  "events-first-member": ["prep/odd/events-order", "prep/odd/head-written"],
  "events-token-refused": ["prep/odd/events-token"],
  "events-nested-refused": ["prep/odd/events-nested"],
  "events-one-line": ["prep/odd/events-in-lines"],
  "expires-number-only": ["prep/odd/expires-date"],
  "expires-needed": ["prep/odd/expires-missing"],
  "boundary-default": ["prep/broken/boundary-missing", "events-query/broken/multipart-boundary-missing"],
  "digest-assumed": ["prep/broken/no-digest"],
  "second-part-forgotten": ["prep/broken/one-part"],
  "follows-nothing": redirects,
  "redirect-forgets-fields": redirects,
  "query-becomes-get": codes("events-query", 301, 302),
  "query-loses-content": codes("events-query", 301, 302, 307, 308),
  "see-other-is-stream": ["events-query/requests/see-other-multipart", "events-query/requests/see-other-unasked"],
  "no-accept-events": ["prep/requests/accept-events", ...codes("prep", 301, 302, 303, 307, 308)],
  "prep-with-query": eachRequest,
  "no-content-type": [...eachRequest, ...codes("events-query", 301, 302, 307, 308), "events-query/single/notification"],
  "no-last-event-id": [
    "prep/requests/last-event-id",
    "events-query/resume/multipart-replayed",
    "events-query/resume/http-replayed",
    "events-query/resume/json-seq-replayed",
  ],
  "empty-is-representation": ["prep/resume/up-to-date", "prep/resume/replayed"],
  "resumed-always": ["prep/resume/history-lost", "events-query/resume/multipart-history-lost"],
  "loses-event-id": ({ expected }) => expected.notifications.some(({ eventId }) => eventId !== undefined),
  "number-ids-lost": ["events-query/odd/json-seq-number-ids"],
  "head-id-is-notification": ["events-query/single/head-of-the-stream"],
  "type-cased": [
    "events-query/sound/multipart-activities",
    "events-query/sound/http-activities",
    "events-query/sound/json-seq-activities",
  ],
  "post-is-update": ["prep/sound/another-resource"],
  "empty-single-is-cut-off": ["events-query/single/none"],
  "empty-single-is-clean": ["events-query/single/emptied"],
  "chunked-messages-refused": ["events-query/odd/http-chunked-messages"],
  "interim-is-notification": ["events-query/odd/http-interim-messages"],
  "reason-needed": ["events-query/odd/http-written"],
  "two-lengths": ["events-query/broken/http-two-lengths"],
  "no-length-is-rest": ["events-query/broken/http-no-length"],
  "scans-for-messages": ["events-query/odd/http-messages-in-messages"],
  "no-message-skipped": ["events-query/broken/http-length-too-short", "events-query/broken/http-no-message"],
  "empty-element-fatal": ["events-query/odd/json-seq-separators"],
  "unparsable-fatal": ["events-query/broken/json-seq-unparsable"],
  "unparsable-told": ["events-query/broken/json-seq-unparsable"],
  "lines-are-texts": ["events-query/odd/json-seq-written", "events-query/broken/json-seq-unparsable"],
  "noise-fatal": ["events-query/broken/json-seq-noise"],
  "accepts-wrong-type": eachRequest,
};
