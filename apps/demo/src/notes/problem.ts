import type { Answer } from "./messages.ts";

/** Why a request is refused, as the member `code` of its problem says it; stable. */
export type NotesProblemCode =
  | "bad-name"
  | "bad-precondition"
  | "content-coding"
  | "content-too-large"
  | "content-type-malformed"
  | "content-type-missing"
  | "internal"
  | "method-not-allowed"
  | "no-such-resource"
  | "not-acceptable"
  | "not-json"
  | "note-unpatchable"
  | "partial-put"
  | "patch-conflict"
  | "patch-invalid"
  | "patch-malformed"
  | "patch-type"
  | "precondition-failed"
  | "storage-full";

/** The reason phrases of RFC 9110, which are the titles of problems of type `about:blank` (RFC 9457 section 4.2.1). */
const titles = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  507: "Insufficient Storage",
} as const;

/** The status codes with which the notes application refuses a request. */
export type NotesProblemStatus = keyof typeof titles;

/** A request is refused; nothing was changed. */
export class NotesProblem extends Error {
  override readonly name = "NotesProblem";
  /** Why, for programs. */
  readonly code: NotesProblemCode;
  /** The status code of the response. */
  readonly status: NotesProblemStatus;
  /** Header fields that the response needs beside the problem, such as `Allow`. */
  readonly fields: Readonly<Record<string, string>>;

  /** @param detail - Why, for people: what was wrong and what to do about it. */
  constructor(
    status: NotesProblemStatus,
    code: NotesProblemCode,
    detail: string,
    fields: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

const encoder = new TextEncoder();

/** The refusal as problem details (RFC 9457), with the extension member `code`. */
export function answerProblem(problem: NotesProblem): Answer {
  const { status, code, message } = problem;
  const content = { type: "about:blank", title: titles[status], status, detail: message, code };
  return {
    status,
    fields: { ...problem.fields, "Content-Type": "application/problem+json" },
    body: encoder.encode(`${JSON.stringify(content, undefined, 2)}\n`),
  };
}
