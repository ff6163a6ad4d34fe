/**
 * What went wrong in the server core.
 *
 * - `option`: an option has a value that it can't have;
 * - `event`: what was given to `notify` is no event (a resource, an `etag`, an `object` … that can't be told);
 * - `held-events`: a subscription was cut off, since more events happened while its representation was read than may be held;
 * - `slow-reader`: a subscriber was cut off, since it let more bytes wait than it may;
 * - `representation`: the representation of a resource could not be sent whole;
 * - `form`: a form threw, or rendered something that can't be framed;
 * - `log`: the event log failed;
 * - `authorization`: the authorization of a subscription could not be checked.
 */
export type ServerErrorCode =
  | "option"
  | "event"
  | "held-events"
  | "slow-reader"
  | "representation"
  | "form"
  | "log"
  | "authorization";

/** The one error class of this package; `code` is stable, the message is for people. */
export class ServerError extends Error {
  /** The name of the class. */
  override readonly name = "ServerError";

  constructor(
    /** Which kind of fault it is. */
    readonly code: ServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
