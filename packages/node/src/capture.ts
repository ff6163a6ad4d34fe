import type { BaseResponse, ResponseFields } from "@resource-events/server";
import { CapturedBody, type Written } from "./interception/captured-body.ts";
import { appearAs } from "./interception/fake-state.ts";
import { headAlreadySent, type Originals, originalsOf } from "./interception/original-methods.ts";
import { interceptAnswer, straight, type Way } from "./interception/watch-head.ts";
import { isClosed, type NodeResponse, responseHeaders, setResponseFields } from "./messages.ts";

/** What a handler answered, kept from the wire; the response itself is free for another answer by its originals. */
export interface Captured {
  readonly base: BaseResponse;
  readonly originals: Originals;
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
  const originals = originalsOf(response);
  let resolve: (captured: Captured | undefined) => void = () => {};
  const answer = new Promise<Captured | undefined>((settle) => {
    resolve = settle;
  });
  let body: CapturedBody | undefined;
  let closed = isClosed(response);
  let passed = false;

  const choose = (length: number | undefined): Way => {
    const { statusCode: status } = response;
    const fields = responseHeaders(response);
    const verdict = closed ? [] : judge(status, fields.get("vary"));
    if (verdict === "keep") {
      body = new CapturedBody(() => response.emit("drain"));
      appearAs(response, appearanceOf(body));
      if (length !== undefined && mayHaveLength(status, fields)) fields.set("content-length", String(length));
      resolve({ base: { status, fields, body }, originals });
      return kept(response, body);
    }
    passed = true;
    setResponseFields(response, verdict);
    resolve(undefined);
    return straight(response, originals);
  };
  interceptAnswer(response, originals, choose);

  const onClose = (): void => {
    closed = true;
    body?.fail(new Error("The response was closed before its handler had ended it"));
    resolve(undefined);
  };
  if (closed) onClose();
  else response.once("close", onClose);

  return {
    answer,
    fail(cause) {
      if (body !== undefined) return body.fail(cause);
      if (passed) {
        if (!response.writableEnded) response.destroy();
        return;
      }
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.statusCode = 500;
      response.end();
    },
  };
}

/** The way of an answer that somebody else is to read. */
function kept(response: NodeResponse, body: CapturedBody): Way {
  return {
    begin() {},
    writeHead() {
      throw headAlreadySent();
    },
    flushHeaders() {},
    write: ((...call: unknown[]) => {
      const { bytes, done } = contentOf(call);
      if (bytes === undefined) throw notContent();
      return body.push(bytes, done);
    }) as Originals["write"],
    end: ((...call: unknown[]) => {
      const { bytes, done } = contentOf(call);
      if (bytes !== undefined) body.push(bytes, undefined);
      body.end();
      if (done !== undefined) process.nextTick(done);
      return response;
    }) as Originals["end"],
  };
}

function appearanceOf(body: CapturedBody) {
  return {
    headersSent: true,
    get writableEnded() {
      return body.ended;
    },
    get writableFinished() {
      return body.ended && body.taken;
    },
  };
}

/** Whether node:http would tell the length of content that it knows. */
function mayHaveLength(status: number, fields: Headers): boolean {
  return status !== 204 && status !== 304 && !fields.has("content-length") && !fields.has("transfer-encoding");
}

/** The arguments of `write` and `end`: content, its encoding, and whom to tell when it was taken. */
function contentOf(call: readonly unknown[]): { readonly bytes: Uint8Array | undefined; readonly done?: Written } {
  const done = call.find((argument): argument is Written => typeof argument === "function");
  const [content, encoding] = call;
  const bytes =
    typeof content === "string"
      ? Buffer.from(content, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
      : content instanceof Uint8Array
        ? content
        : undefined;
  return done === undefined ? { bytes } : { bytes, done };
}

function notContent(): Error {
  const error = new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array');
  return Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}
