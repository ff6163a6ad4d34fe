import type { BaseResponse, ResponseFields } from "@resource-events/server";
import { interceptResponse } from "./interception/intercept-response.ts";
import type { OriginalMethods } from "./interception/original-methods.ts";
import type { NodeResponse } from "./messages.ts";

/** What a handler answered, kept from the wire; the response itself is free for another answer by its originals. */
export interface Captured {
  readonly base: BaseResponse;
  readonly originals: OriginalMethods;
}

/** What is done with an answer whose head is known: kept, or let through with further fields. */
export type Verdict = "keep" | ResponseFields;

/** A capture under way. */
export interface Capture {
  /** The answer, if it is kept; `undefined` where it was let through, or broke off before it began. */
  readonly answer: Promise<Captured | undefined>;
  /** The handler failed: an answer under way breaks off; where there is none yet, it is a plain 500. */
  fail(cause: unknown): void;
}

/**
 * Waits for the head of what the handler answers, asks `judge` what is to be done with it, and keeps it from the wire or
 * lets it through. The handler sees an ordinary response, back-pressure included.
 */
export function captureResponse(
  response: NodeResponse,
  judge: (status: number, vary: string | null) => Verdict,
): Capture {
  const interception = interceptResponse(
    response,
    ({ status, fields }) => {
      const verdict = judge(status, fields.get("vary"));
      return verdict === "keep" ? verdict : { fields: verdict };
    },
    (error) => {
      throw error;
    },
  );
  const { originals } = interception;
  return {
    answer: interception.kept.then((kept) => {
      if (kept === undefined) return undefined;
      const { status, fields, body } = kept;
      const pieces = body instanceof Uint8Array ? piecesOf(body) : body;
      return { base: { status, fields: new Headers([...fields]), body: pieces }, originals };
    }),
    fail: (cause) => interception.fail(cause),
  };
}

async function* piecesOf(content: Uint8Array): AsyncGenerator<Uint8Array, undefined> {
  yield content;
}
