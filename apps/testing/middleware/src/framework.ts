import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { MiddlewareError, NodeOptions, NodeResourceEvents, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable, DescribedEvent } from "@resource-events/server";

/**
 * A framework, as the suite sees it. If a test needs only a response, it passes a {@link Handler}. If it matters how
 * applications of the framework are written, the framework provides them.
 */
export interface Framework<Middleware> {
  /** The name and version. */
  readonly name: string;
  /** The media type of its response to an error that a handler throws, which has the error's status and message. */
  readonly errorType: string;
  /** The class that the package exports. */
  readonly MiddlewareError: typeof MiddlewareError;
  /** The function under test. */
  resourceEvents(options: MiddlewareOptions): MiddlewareEvents<Middleware>;
  /** Makes an application of this middleware only, in this order. */
  application(...chain: Middleware[]): Application;
  /** Turns a handler into middleware of the framework. It awaits a promise, and passes its error on. */
  handler(handle: Handler): Middleware;
  /** Combines handlers with an error handler, as applications of the framework do. */
  withErrorHandler(answer: (error: Error, exchange: Exchange) => void, ...handlers: Middleware[]): Middleware[];
  /**
   * Makes an application for notes after this middleware, in the style of the framework's documentation.
   *
   * - `GET /notes`: the names as JSON; at first, there is `welcome`, with the text `Hello World!`.
   * - `GET /notes/:id`: the note, in `text/plain` or as `{"text": …}`, with an `ETag` and its preconditions; otherwise 406, or
   *   404 `Not Found`; `GET /notes/stream` is a file's stream.
   * - `PUT /notes/:id`, of a text: 201 or 204, with the length as `ETag`; `PATCH /notes/:id`, of a merge patch with
   *   `text`: 200; `DELETE /notes/:id`: 204, or 404; `POST /notes`: 201, always with the `Location` `/notes/new`.
   */
  notes(...before: Middleware[]): Application;
  /** All ways to respond with `hello`, also from the file `greeting.txt` and the template `greeting.view` in the directory. */
  readonly ways: Readonly<Record<string, (directory: string) => Middleware>>;
  /** Responds with a file. */
  file(directory: string, name: string): Middleware;
  /** Parsers of JSON, forms, text and `application/octet-stream`, for all methods that the suite sends content with. */
  parsers(): Middleware[];
  compression(): Middleware;
  /** CORS for all origins: it allows the methods GET and QUERY, and exposes `Events` and `Event-ID`. */
  cors(): Middleware;
  /**
   * The positions of the middleware in applications with routers under the prefix `/api`. Their routes are `GET /api/v1/note`
   * (`state of `, then the whole target), `PUT /api/v1/note` (204), `POST /api/v1/notes` (201, with the `Location` from the
   * query), and `GET /api/v1/made`.
   */
  readonly prefixed: Readonly<Record<string, (events: Middleware) => Application>>;
}

/** An application that can be served. */
export interface Application {
  readonly listener: RequestListener;
  /** The errors that the framework reported to the application's error handlers or listeners. */
  readonly reported: readonly unknown[];
}

/** Handles a request in any framework. `next` runs the next middleware; the handler has to return its result. */
export type Handler = (exchange: Exchange, next: () => unknown) => unknown;

/** A request, and the framework's ways to respond to it. */
export interface Exchange {
  /** The argument for `describe`: the response, or the context. */
  readonly native: object;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The content, as a parser has read it. */
  readonly body: unknown;
  text(text: string, status?: number): void;
  json(value: object, status?: number): void;
  /** Responds without content. */
  status(status: number): void;
  /** Responds with text that arrives over time. If it breaks off, so does the response. */
  stream(source: Readable): unknown;
}

/** The members that the suite uses of the request that options get. */
export interface FrameworkRequest {
  readonly originalUrl: string;
  readonly query: object;
  readonly ip?: string | undefined;
  get(name: string): string | undefined;
}

/** The options that the middleware of all frameworks has. */
export interface MiddlewareOptions extends Omit<NodeOptions, "resource" | "client" | "authorize"> {
  readonly resource?: ResourceOption<FrameworkRequest>;
  readonly client?: (request: FrameworkRequest) => string | undefined;
  readonly authorize?: (request: FrameworkRequest, resource: string) => Awaitable<AuthorizationDecision>;
}

/** The result of {@link Framework.resourceEvents}. */
export interface MiddlewareEvents<Middleware> extends Pick<NodeResourceEvents, "notify" | "close" | "stats"> {
  readonly middleware: Middleware;
  describe(exchange: Exchange, event: DescribedEvent): void;
}
