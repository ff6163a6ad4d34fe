/**
 * Why there is no subscription, or no more of it.
 *
 * - `option`: an option has a value that can't be sent; nothing was.
 * - `network`: no response came; the cause says why.
 * - `response`: the response has an error status; the message holds the problem details (RFC 9457) where it has some.
 * - `no-notifications`: the response is good, and without notifications. It can still be read.
 * - `invalid-response`: the response claims notifications in a way that forbids to process it (PREP-EV-5).
 * - `cut-off`: the stream ended before its framing, its duration or a deletion said so (EQ-ST-11). Subscribe again with
 *   the last event id.
 * - `stream`: the stream is malformed.
 * - `too-large`: a limit was passed.
 * - `notification`: the content of a notification is not what was asked of it.
 * - `left`: the representation was not read before the notifications were, or before the subscription was closed.
 */
export type ClientErrorCode =
  | "option"
  | "network"
  | "response"
  | "no-notifications"
  | "invalid-response"
  | "cut-off"
  | "stream"
  | "too-large"
  | "notification"
  | "left";

/** What a {@link ClientError} tells besides its code and message. */
export interface ClientErrorDetails {
  /** A status code of HTTP that says more. */
  readonly status?: number | undefined;
  /** The response that came instead. */
  readonly response?: Response | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The one error of this package. Where a signal aborts, its own reason is thrown instead. */
export class ClientError extends Error {
  /** The name of the class. */
  override readonly name = "ClientError";
  /** What is wrong, for programs; messages are for people and may change. */
  readonly code: ClientErrorCode;
  /** The response's status; for `no-notifications` the status of the notifications in `Events`, if any (PREP-EV-3). */
  readonly status: number | undefined;
  /**
   * The response that came instead. For `response` and `no-notifications` its body is unread: read it, or cancel it to free
   * its connection.
   */
  readonly response: Response | undefined;

  /** An error with a code for programs and a message for people. */
  constructor(code: ClientErrorCode, message: string, { status, response, ...cause }: ClientErrorDetails = {}) {
    super(message, cause);
    this.code = code;
    this.status = status;
    this.response = response;
  }
}
