import { inPieces } from "./byte-text.ts";
import {
  allNoticed,
  greeted,
  greeting,
  inner,
  notice,
  noticed,
  notices,
  outer,
  part,
  prep,
  prepHead,
  prepPieces,
} from "./prep.ts";
import type { Scenario } from "./scenario.ts";

const pieces = prepPieces();
const [opening = "", first = "", second = "", third = ""] = pieces;
const two = allNoticed.slice(0, 2);
const broken = { notifications: two, ends: ["cut-off", "error"] } as const;
const read = { reported: 2 } as const;
const half = third.slice(0, third.indexOf("Event-ID"));
const unprocessed = { representation: "any", notifications: [], ends: ["error", "no-notifications"] } as const;
const many = Array.from({ length: 10_000 }, (_, index) => String(index + 1));

/** Responses that are cut off or malformed. */
export const prepBroken: readonly Scenario[] = [
  prep("broken/close-delimiter-missing", {
    level: "ours",
    requirements: ["PREP-RS-9", "EQ-ST-11"],
    sentence: "does not take an end of the HTTP message without close-delimiters for a clean end",
    body: [opening, first, second],
    expected: broken,
  }),
  prep("broken/outer-close-delimiter-missing", {
    level: "ours",
    requirements: ["PREP-RS-9", "EQ-ST-11"],
    sentence: "does not take an end of the HTTP message without the outer close-delimiter for a clean end",
    body: [opening, first, second, "--\r\n"],
    expected: broken,
  }),
  prep("broken/ended-inside-notification", {
    level: "ours",
    requirements: ["PREP-RS-5", "EQ-ST-11"],
    sentence: "reports no incomplete notification if the HTTP message ends inside one, which a proxy may cause",
    body: [opening, first, second, half],
    expected: broken,
  }),
  prep("broken/ended-inside-representation", {
    level: "ours",
    requirements: ["PREP-RS-4", "EQ-ST-11"],
    sentence: "does not take an incomplete representation for a complete one if the HTTP message ends inside it",
    body: [opening.slice(0, opening.indexOf(" World"))],
    expected: { representation: "none", notifications: [], ends: ["cut-off", "error"] },
  }),
  prep("broken/closed-inside-notification", {
    level: "must",
    requirements: ["PREP-RS-9", "EQ-ST-11"],
    sentence: "does not take the end of the connection before the last chunk for a clean end (RFC 9112 section 8)",
    body: [opening, first, second, read, half],
    end: "close",
    expected: broken,
  }),
  prep("broken/closed-between-notifications", {
    level: "must",
    requirements: ["PREP-RS-9", "EQ-ST-11"],
    sentence: "does not take the end of the connection between two notifications for a clean end (RFC 9112 section 8)",
    body: [opening, first, second, read],
    end: "close",
    expected: broken,
  }),
  prep("broken/reset-inside-notification", {
    level: "must",
    requirements: ["PREP-RS-9", "EQ-ST-11"],
    sentence: "does not take a reset inside a notification for a clean end",
    body: [opening, first, second, read, half],
    end: "reset",
    expected: broken,
  }),
  prep("broken/wrong-length", {
    level: "ours",
    requirements: ["PREP-RS-5"],
    sentence: "survives a part with a wrong Content-Length",
    body: prepPieces({ notices: [...notices.slice(0, 2), `Content-Length: 7\r\n${notices[2]}`, notice("PUT", "4")] }),
    expected: {
      notifications: [...two, {}, noticed("4", "update")],
      atLeast: 2,
      ends: ["clean", "error", "cut-off"],
    },
  }),
  prep("broken/events-unparsable", {
    level: "must",
    requirements: ["PREP-EV-5"],
    sentence: "processes no response whose Events does not parse",
    head: prepHead({ Events: 'protocol="prep, status=200, expires=600' }),
    expected: unprocessed,
  }),
  prep("broken/events-unknown-protocol", {
    level: "must",
    requirements: ["PREP-EV-5"],
    sentence: "processes no response whose Events has an unknown protocol",
    head: prepHead({ Events: 'protocol="other", status=200, expires=600' }),
    expected: unprocessed,
  }),
  prep("broken/status-404", {
    level: "ours",
    requirements: ["PREP-NO-2"],
    sentence: "accepts no notifications in a 404, whatever its Events says",
    head: prepHead({}, "404 Not Found"),
    expected: unprocessed,
  }),
  prep("broken/boundary-missing", {
    level: "ours",
    requirements: ["PREP-RS-1", "PREP-EV-5"],
    sentence: "reports nothing from a multipart body without a boundary",
    head: prepHead({ "Content-Type": "multipart/mixed" }),
    expected: unprocessed,
  }),
  prep("broken/no-digest", {
    level: "ours",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reports an error for a response whose second part is not multipart",
    body: [
      `--${outer}\r\n${part({ "Content-Type": "text/plain" }, greeting)}\r\n--${outer}\r\n\r\nno digest\r\n--${outer}--`,
    ],
    expected: { representation: "any", notifications: [], ends: ["error", "no-notifications"] },
  }),
  prep("broken/one-part", {
    level: "ours",
    requirements: ["PREP-RS-4"],
    sentence: "does not take a response without a second part for a clean stream",
    body: [`--${outer}\r\n${part({ "Content-Type": "text/plain" }, greeting)}\r\n--${outer}--\r\n`],
    expected: { representation: "any", notifications: [], ends: ["error", "no-notifications", "cut-off"] },
  }),
  prep("broken/malformed-message", {
    level: "ours",
    requirements: ["PREP-MS-3"],
    sentence: "survives a message with malformed fields, and loses no notification before it",
    body: prepPieces({ notices: [...notices.slice(0, 2), part({}, "no field at all\r\n\r\n")] }),
    expected: { notifications: [...two, {}], atLeast: 2, ends: ["clean", "error"] },
  }),
  prep("broken/many-notifications", {
    level: "ours",
    requirements: ["PREP-RS-5"],
    sentence: "reads 10,000 notifications that arrive at once",
    body: inPieces(
      prepPieces({ notices: many.map((id) => part({}, `Method: PUT\r\nEvent-ID: ${id}\r\n\r\n`)) }).join(""),
    ),
    expected: { notifications: many.map((id) => noticed(id, "update")) },
  }),
  prep("broken/fields-oversized", {
    level: "ours",
    requirements: ["PREP-RS-5"],
    sentence: "reads a message with 256 KiB of fields or reports an error, and loses no notification before it",
    body: [
      opening,
      first,
      second,
      read,
      ...inPieces(`\r\n${notice("DELETE", "3", { "X-Long": "x".repeat(262_144) })}\r\n--${inner}`),
      pieces.at(-1) ?? "",
    ],
    expected: { representation: greeted, notifications: allNoticed, atLeast: 2, ends: ["clean", "error"] },
  }),
  prep("broken/padding-endless", {
    level: "ours",
    requirements: ["PREP-RS-5"],
    sentence: "ignores 256 KiB of padding after a delimiter, or reports an error",
    body: [opening, first, second, read, ...inPieces(" ".repeat(262_144)), third, pieces.at(-1) ?? ""],
    expected: { notifications: allNoticed, atLeast: 2, ends: ["clean", "error"] },
  }),
];
