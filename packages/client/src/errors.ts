/**
 * Why there is no subscription, or why it ended.
 *
 * - `option`: an option can't be sent; no request was made.
 * - `fetch`: the bodies that this `fetch` gives can't be read as they arrive: it needs another one in the option `fetch`.
 * - `network`: no response came; the cause says why.
 * - `response`: the response has an error status; the message includes its problem details (RFC 9457), if it has some.
 * - `no-notifications`: the response is fine, but has no notifications. It can still be read.
 * - `invalid-response`: the response claims to have notifications, but must not be processed (PREP-EV-5).
 * - `cut-off`: the stream ended too early: before the end of its framing or duration, and without a deletion (EQ-ST-11).
 *   Subscribe again with the last event id.
 * - `stream`: the stream is malformed.
 * - `too-large`: a limit was exceeded.
 * - `notification`: the content of a notification is not what the caller asked to parse it as.
 * - `left`: the representation was not read before the notifications, or before the subscription was closed.
 */
export type ClientErrorCode =
  | "option"
  | "fetch"
  | "network"
  | "response"
  | "no-notifications"
  | "invalid-response"
  | "cut-off"
  | "stream"
  | "too-large"
  | "notification"
  | "left";

/** The details of a {@link ClientError}. */
export interface ClientErrorDetails {
  /** An HTTP status code that says more. */
  readonly status?: number | undefined;
  /** The response that came instead of notifications. */
  readonly response?: Response | undefined;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/** The error class of this package. If a signal aborts, its own reason is thrown instead. */
export class ClientError extends Error {
  /** The name of the class. */
  override readonly name = "ClientError";
  /** What is wrong, for programs. Messages are for people, and may change. */
  readonly code: ClientErrorCode;
  /** The response's status; for `no-notifications` the status of the notifications in `Events`, if any (PREP-EV-3). */
  readonly status: number | undefined;
  /**
   * The response that came instead of notifications. For `response` and `no-notifications` its content is here, too, if it
   * has at most 64 KiB and came within a second; else its body is left, as for `invalid-response`, and can't be read.
   */
  readonly response: Response | undefined;

  /** Makes an error with a code for programs and a message for people. */
  constructor(code: ClientErrorCode, message: string, { status, response, ...cause }: ClientErrorDetails = {}) {
    super(message, cause);
    this.code = code;
    this.status = status;
    this.response = response;
  }
}
