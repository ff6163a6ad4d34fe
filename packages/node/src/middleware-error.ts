/**
 * Why the middleware can't work at its place in the chain.
 *
 * - `content-read`: something, such as a body parser, had already read the content of a QUERY.
 * - `already-answered`: the head of the response had already been sent.
 * - `mocked`: a subscription was refused, since request and response are no streams, but those of a test or of a serverless
 *   platform. Reported once.
 */
export type MiddlewareErrorCode = "content-read" | "already-answered" | "mocked";

/** Thrown or reported when a framework's middleware can't work at its place in the chain. `code` is stable. */
export class MiddlewareError extends Error {
  /** The name of the class. */
  override readonly name = "MiddlewareError";
  /** The status of the response: the server is at fault. */
  readonly status = 500;

  constructor(
    /** The kind of fault. */
    readonly code: MiddlewareErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The error for a QUERY whose content had already been read. */
export function contentRead(): MiddlewareError {
  return new MiddlewareError(
    "content-read",
    "The content of a QUERY had been read before resourceEvents() saw the request: app.use(resourceEvents()) must stand before body parsers",
  );
}

/** The error for a request that had already been answered. */
export function alreadyAnswered(): MiddlewareError {
  return new MiddlewareError(
    "already-answered",
    "A request had been answered before resourceEvents() saw it: app.use(resourceEvents()) must stand before the handlers",
  );
}
