/**
 * What went wrong in the server core.
 *
 * - `option`: an option is invalid;
 * - `event`: the event details given to `notify`, or the name of the resource, are invalid;
 * - `held-events`: a subscription was cut off: more events happened while its representation was read than may be held;
 * - `slow-reader`: a subscriber was cut off: it let too many bytes wait, or did not read the end of its stream in time;
 * - `representation`: the representation of a resource could not be sent whole;
 * - `form`: a form threw, or rendered something that can't be framed;
 * - `log`: the event log failed;
 * - `authorization`: the authorization of a subscription is invalid, or could not be checked;
 * - `timeout`: an extension, such as the log, did not answer in time;
 * - `withheld`: a connection was broken off: its client did not read the response to a mutation, whose events waited for it;
 * - `scope`: the answer to a GET depends on who asks, and the option `scope` does not say who shares the resource; or what it
 *   returned is no string.
 */
export type ServerErrorCode =
  | "option"
  | "event"
  | "held-events"
  | "slow-reader"
  | "representation"
  | "form"
  | "log"
  | "authorization"
  | "timeout"
  | "withheld"
  | "scope";

/** The error class of this package. `code` is stable; the message is for people. */
export class ServerError extends Error {
  /** The name of the class. */
  override readonly name = "ServerError";

  constructor(
    /** The kind of error. */
    readonly code: ServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
