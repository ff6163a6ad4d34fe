import { bytewise, cutInLineEnds, utf8 } from "./byte-text.ts";
import { inner, noticed, notices, outer, part, prep, prepHead, prepPieces } from "./prep.ts";
import type { Scenario } from "./scenario.ts";

const pieces = prepPieces();
const whole = pieces.join("");
const opening = pieces[0] ?? "";
const accented = utf8('{"event-id":"1","type":"update","text":"naïve café ☕"}');
const padded = whole.replace(/(--(?:OUTER-1|inner-2))\r\n/g, "$1 \t \r\n");

/** Sound responses whose bytes come in pieces that one would not wish for. */
export const prepRagged: readonly Scenario[] = [
  prep("ragged/one-byte-chunks", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads a response whose bytes come one by one",
    body: bytewise([
      ...prepPieces({ notices: [part({ "Content-Type": "application/json" }, accented), ...notices.slice(1)] }),
    ]),
    expected: {
      notifications: [
        { eventId: "1", type: "update", mediaType: "application/json", body: accented },
        noticed("2", "update"),
        noticed("3", "delete"),
      ],
    },
  }),
  prep("ragged/cut-in-line-ends", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads a response whose chunks end between CR and LF",
    body: cutInLineEnds(pieces),
  }),
  prep("ragged/cut-in-delimiters", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads a response whose chunks end inside delimiters",
    body: whole.split(/(?<=--(?:OUT|inn))|(?<=OUTER-1-)|(?<=inner-2-)/),
  }),
  prep("ragged/padding", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads past spaces and tabs behind delimiters (transport padding, RFC 2046 section 5.1.1)",
    body: [padded],
  }),
  prep("ragged/padding-in-pieces", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5", "PREP-RS-8"],
    sentence: "reads past padding that comes later than the delimiter before it",
    body: padded.split(/(?<=OUTER-1|inner-2)(?= )/),
  }),
  prep("ragged/preamble-and-epilogue", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "passes over what stands before the first delimiters and behind the last ones",
    body: [
      `This is a preamble.\r\n${opening.replace(`--${inner}`, `And another one.\r\n--${inner}`)}`,
      ...pieces.slice(1, -1),
      `--\r\nAn epilogue.\r\n--${outer}--\r\nAn epilogue\r\n\r\nof several lines.`,
    ],
  }),
  prep("ragged/delimiter-lines-whole", {
    level: "must",
    requirements: ["PREP-RS-8"],
    sentence: "reads chunks that end with the delimiter and its line end",
    body: [
      `${opening}\r\n`,
      ...pieces.slice(1, -1).map((piece, index) => `${piece.slice(2)}${index === 2 ? "" : "\r\n"}`),
      pieces.at(-1) ?? "",
    ],
  }),
  prep("ragged/delimiters-late", {
    level: "must",
    requirements: ["PREP-RS-8"],
    sentence: "reads chunks that begin with the delimiter",
    body: whole.split(/(?=\r\n--(?:OUTER-1|inner-2))/),
  }),
  prep("ragged/closed-without-line-end", {
    level: "must",
    requirements: ["PREP-RS-9"],
    sentence: "takes the last close-delimiter for the end without a line end behind it",
    head: prepHead(),
    body: [whole.slice(0, -2)],
  }),
  prep("ragged/close-in-pieces", {
    level: "must",
    requirements: ["PREP-RS-9"],
    sentence: "tells a close-delimiter whose hyphens come one by one from a delimiter",
    body: [...pieces.slice(0, -1), "-", "-", "\r\n", `--${outer}`, "-", "-\r\n"],
  }),
];
