import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { MiddlewareError, NodeOptions, NodeResourceEvents, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable, DescribedEvent } from "@resource-events/server";

/**
 * What the suite needs from a framework. If only a response matters, the suite gives a {@link Handler} in its own words;
 * if it matters how applications of the framework are written, the framework brings them.
 */
export interface Framework<Middleware> {
  /** Its name and version. */
  readonly name: string;
  /** The media type of its response to what a handler throws, which has the error's status and message. */
  readonly errorType: string;
  /** The class that the package exports. */
  readonly MiddlewareError: typeof MiddlewareError;
  /** The function under test. */
  resourceEvents(options: MiddlewareOptions): MiddlewareEvents<Middleware>;
  /** Makes an application that consists of this chain, in this order. */
  application(...chain: Middleware[]): Application;
  /** Turns a handler into one of the framework. It awaits a promise that the handler returns, and hands its failure on. */
  handler(handle: Handler): Middleware;
  /** The handlers with an error handler that responds if one of them fails, as the framework's applications do it. */
  withErrorHandler(answer: (error: Error, exchange: Exchange) => void, ...handlers: Middleware[]): Middleware[];
  /**
   * Notes by their names, as the framework's documentation would write them, behind this middleware.
   *
   * - `GET /notes`: the names as JSON; first there is `welcome`, which is `Hello World!`.
   * - `GET /notes/:id`: the note, in `text/plain` or as `{"text": …}`, with an `ETag` and what the framework makes of it; else 406, or
   *   404 `Not Found`; `GET /notes/stream` is a file's stream.
   * - `PUT /notes/:id`, of a text: 201 or 204, with the length as `ETag`; `PATCH /notes/:id`, of a merge patch with
   *   `text`: 200; `DELETE /notes/:id`: 204, or 404; `POST /notes`: 201, always with the `Location` `/notes/new`.
   */
  notes(...before: Middleware[]): Application;
  /** All the ways to respond with `hello`; the directory has the file `greeting.txt` and the template `greeting.view`. */
  readonly ways: Readonly<Record<string, (directory: string) => Middleware>>;
  /** Responds with a file. */
  file(directory: string, name: string): Middleware;
  /** Parsers of JSON, forms, texts and `application/octet-stream`, for each method that the suite sends content with. */
  parsers(): Middleware[];
  compression(): Middleware;
  /** CORS for every origin: methods GET and QUERY, exposed `Events` and `Event-ID`. */
  cors(): Middleware;
  /**
   * The places where the middleware can be in applications with routers under the prefix `/api`. Behind it are `GET /api/v1/note`
   * (`state of `, and the whole target), `PUT /api/v1/note` (204), `POST /api/v1/notes` (201, with the `Location` that the
   * query asks for), and `GET /api/v1/made`.
   */
  readonly prefixed: Readonly<Record<string, (events: Middleware) => Application>>;
}

/** An application that can be served. */
export interface Application {
  readonly listener: RequestListener;
  /** The errors that the framework passed to the application's error handlers or listeners. */
  readonly reported: readonly unknown[];
}

/** Handles a request in the suite's words; `next` calls the next handler, and its result must be returned. */
export type Handler = (exchange: Exchange, next: () => unknown) => unknown;

/** A request, and the framework's ways to respond to it. */
export interface Exchange {
  /** The argument for `describe`: the response or the context. */
  readonly native: object;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The content as a parser has left it. */
  readonly body: unknown;
  text(text: string, status?: number): void;
  json(value: object, status?: number): void;
  /** Responds without content. */
  status(status: number): void;
  /** Responds with a text that comes over time. If it breaks off, so does the response. */
  stream(source: Readable): unknown;
}

/** The part of a request that the suite uses in functions among the options. */
interface FrameworkRequest {
  readonly originalUrl: string;
  readonly query: object;
  readonly ip?: string | undefined;
  get(name: string): string | undefined;
}

/** The options that the middleware has for every framework. */
export interface MiddlewareOptions extends Omit<NodeOptions, "resource" | "scope" | "client" | "authorize"> {
  readonly resource?: ResourceOption<FrameworkRequest>;
  readonly scope?: (request: FrameworkRequest, resource: string) => string | null | undefined;
  readonly client?: (request: FrameworkRequest) => string | undefined;
  readonly authorize?: (request: FrameworkRequest, resource: string) => Awaitable<AuthorizationDecision>;
}

/** The result of {@link Framework.resourceEvents}. */
export interface MiddlewareEvents<Middleware> extends Pick<NodeResourceEvents, "notify" | "close" | "stats"> {
  readonly middleware: Middleware;
  describe(exchange: Exchange, event: DescribedEvent): void;
}
