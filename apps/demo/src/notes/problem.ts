import type { Answer } from "./messages.ts";

/** Identifies why a request is refused: the member `code` of the problem details. Stable. */
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

/** The status codes of refused requests. */
export type NotesProblemStatus = keyof typeof titles;

/** Thrown when a request is refused. Nothing was changed. */
export class NotesProblem extends Error {
  override readonly name = "NotesProblem";
  /** Identifies the reason, for programs. */
  readonly code: NotesProblemCode;
  /** The status code of the response. */
  readonly status: NotesProblemStatus;
  /** Additional header fields of the response, such as `Allow`. */
  readonly fields: Readonly<Record<string, string>>;

  /** @param detail - the reason for people: what is wrong and what to do about it */
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

/** Writes the refusal as problem details (RFC 9457), with the extension member `code`. */
export function answerProblem(problem: NotesProblem): Answer {
  const { status, code, message } = problem;
  const content = { type: "about:blank", title: titles[status], status, detail: message, code };
  return {
    status,
    fields: { ...problem.fields, "Content-Type": "application/problem+json" },
    body: encoder.encode(`${JSON.stringify(content, undefined, 2)}\n`),
  };
}
