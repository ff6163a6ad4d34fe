/**
 * What is wrong with the order of middleware.
 *
 * - `content-read`: the content of a QUERY was read before, for example by a body parser;
 * - `already-answered`: the head of the response was sent before.
 */
export type MiddlewareErrorCode = "content-read" | "already-answered";

/** The middleware comes too late in its chain to work. `code` is stable. Thrown by the adapters of frameworks. */
export class MiddlewareError extends Error {
  /** The name of the class. */
  override readonly name = "MiddlewareError";
  /** It is the server's fault. */
  readonly status = 500;

  constructor(
    /** The kind of error. */
    readonly code: MiddlewareErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Makes the error for a QUERY whose content was read before. */
export function contentRead(): MiddlewareError {
  return new MiddlewareError(
    "content-read",
    "The content of a QUERY had been read before resourceEvents() saw the request: app.use(resourceEvents()) must stand before body parsers",
  );
}

/** Makes the error for a request that has its response already. */
export function alreadyAnswered(): MiddlewareError {
  return new MiddlewareError(
    "already-answered",
    "A request had been answered before resourceEvents() saw it: app.use(resourceEvents()) must stand before the handlers",
  );
}
