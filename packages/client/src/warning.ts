/** What an application may want to know, though nothing failed. It is told once for an origin. */
export interface ClientWarning {
  /**
   * What it is, for programs.
   *
   * - `connections`: the fifth stream opened to one origin over HTTP/1.1. Browsers open at most six connections to an origin,
   *   in all windows together; when streams occupy them, all its other requests wait. Serve it over HTTP/2, or follow a
   *   container instead of each of its resources.
   * - `hidden-fields`: a page of another origin can't read the fields of the stream, because the server does not expose them
   *   (EQ-AR-4). So its duration and its beginning are unknown, and it can't be resumed before its first notification.
   */
  readonly code: "connections" | "hidden-fields";
  /** What to do, for people. May change. */
  readonly message: string;
  /** The URL of the resource. */
  readonly url: string;
}
