import { bytewise, cutInLineEnds, utf8 } from "./byte-text.ts";
import { inner, noticed, notices, outer, part, prep, prepHead, prepPieces } from "./prep.ts";
import type { Scenario } from "./scenario.ts";

const pieces = prepPieces();
const whole = pieces.join("");
const opening = pieces[0] ?? "";
const accented = utf8('{"event-id":"1","type":"update","text":"naïve café ☕"}');
const padded = whole.replace(/(--(?:OUTER-1|inner-2))\r\n/g, "$1 \t \r\n");

/** Valid responses in inconvenient pieces. */
export const prepRagged: readonly Scenario[] = [
  prep("ragged/one-byte-chunks", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "reads a response that arrives byte by byte",
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
    sentence: "ignores spaces and tabs after delimiters (transport padding, RFC 2046 section 5.1.1)",
    body: [padded],
  }),
  prep("ragged/padding-in-pieces", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5", "PREP-RS-8"],
    sentence: "ignores padding that arrives later than its delimiter",
    body: padded.split(/(?<=OUTER-1|inner-2)(?= )/),
  }),
  prep("ragged/preamble-and-epilogue", {
    level: "must",
    requirements: ["PREP-RS-4", "PREP-RS-5"],
    sentence: "ignores preambles and epilogues",
    body: [
      `This is a preamble.\r\n${opening.replace(`--${inner}`, `And another one.\r\n--${inner}`)}`,
      ...pieces.slice(1, -1),
      `--\r\nAn epilogue.\r\n--${outer}--\r\nAn epilogue\r\n\r\nof several lines.`,
    ],
  }),
  prep("ragged/delimiter-lines-whole", {
    level: "must",
    requirements: ["PREP-RS-8"],
    sentence: "reads chunks that end with the delimiter and its line ending",
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
    sentence: "takes the last close-delimiter for the end, even without a line ending after it",
    head: prepHead(),
    body: [whole.slice(0, -2)],
  }),
  prep("ragged/close-in-pieces", {
    level: "must",
    requirements: ["PREP-RS-9"],
    sentence: "recognizes a close-delimiter whose hyphens arrive one by one",
    body: [...pieces.slice(0, -1), "-", "-", "\r\n", `--${outer}`, "-", "-\r\n"],
  }),
];
