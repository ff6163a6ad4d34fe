/**
 * What is wrong with the place of the middleware in the chain.
 *
 * - `content-read`: the content of a QUERY was read before, by a body parser for example;
 * - `already-answered`: the response's head was sent before.
 */
export type MiddlewareErrorCode = "content-read" | "already-answered";

/** A framework's middleware stands where it can't work; `code` is stable. Thrown by the adapters over this package. */
export class MiddlewareError extends Error {
  /** The name of the class. */
  override readonly name = "MiddlewareError";
  /** It is the server's fault. */
  readonly status = 500;

  constructor(
    /** Which kind of fault it is. */
    readonly code: MiddlewareErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Says where the middleware has to stand. */
export function contentRead(): MiddlewareError {
  return new MiddlewareError(
    "content-read",
    "The content of a QUERY had been read before resourceEvents() saw the request: app.use(resourceEvents()) must stand before body parsers",
  );
}

/** Says that there was nothing left to do. */
export function alreadyAnswered(): MiddlewareError {
  return new MiddlewareError(
    "already-answered",
    "A request had been answered before resourceEvents() saw it: app.use(resourceEvents()) must stand before the handlers",
  );
}
