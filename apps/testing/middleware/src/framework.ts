import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { MiddlewareError, NodeOptions, NodeResourceEvents, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable, DescribedEvent } from "@resource-events/server";

/**
 * What a framework shows of itself, so that the suite can be run against it. Where the suite needs no more than an answer,
 * it gives a {@link Handler} in its own words; where it matters how applications of the framework are written, the
 * framework brings them.
 */
export interface Framework<Middleware> {
  /** With the version. */
  readonly name: string;
  /** The media type in which it answers what a handler throws, with the error's status and message. */
  readonly errorType: string;
  /** As the package exports it. */
  readonly MiddlewareError: typeof MiddlewareError;
  /** The function under test. */
  resourceEvents(options: MiddlewareOptions): MiddlewareEvents<Middleware>;
  /** An application that is nothing but this, in this order. */
  application(...chain: Middleware[]): Application;
  /** What the handler does, by the framework's own means. A promise that it returns is awaited, its failure handed on. */
  handler(handle: Handler): Middleware;
  /** The handlers, and what answers where one fails, as applications of the framework have it. */
  withErrorHandler(answer: (error: Error, exchange: Exchange) => void, ...handlers: Middleware[]): Middleware[];
  /**
   * Notes by their names, as the framework's documentation would write it, behind this middleware.
   *
   * - `GET /notes`: the names as JSON; first there is `welcome`, which is `Hello World!`.
   * - `GET /notes/:id`: the note, in `text/plain` or as `{"text": …}`, with an `ETag` and what follows of it; else 406, or
   *   404 `Not Found`; `GET /notes/stream` is a file's stream.
   * - `PUT /notes/:id`, of a text: 201 or 204, with the length as `ETag`; `PATCH /notes/:id`, of a merge patch with
   *   `text`: 200; `DELETE /notes/:id`: 204, or 404; `POST /notes`: 201, always with the `Location` `/notes/new`.
   */
  notes(...before: Middleware[]): Application;
  /** All the ways to answer with `hello`: with the file `greeting.txt` of the directory, the template `greeting.view`. */
  readonly ways: Readonly<Record<string, (directory: string) => Middleware>>;
  /** Answers with a file. */
  file(directory: string, name: string): Middleware;
  /** Parsers of JSON, forms, texts and `application/octet-stream`, of each method that the suite sends content with. */
  parsers(): Middleware[];
  compression(): Middleware;
  /** CORS for every origin: methods GET and QUERY, exposed `Events` and `Event-ID`. */
  cors(): Middleware;
  /**
   * The places of the middleware in applications with routers under the prefix `/api`. Behind it are `GET /api/v1/note`
   * (`state of `, and the whole target), `PUT /api/v1/note` (204), `POST /api/v1/notes` (201, with the `Location` that the
   * query asks for), and `GET /api/v1/made`.
   */
  readonly prefixed: Readonly<Record<string, (events: Middleware) => Application>>;
}

/** An application that can be served. */
export interface Application {
  readonly listener: RequestListener;
  /** What the framework told the application of errors: its error handlers, or listeners. */
  readonly reported: readonly unknown[];
}

/** Handles a request in the suite's words; `next` runs what comes next, and returns what has to be returned. */
export type Handler = (exchange: Exchange, next: () => unknown) => unknown;

/** A request, and the ways of the framework to answer it. */
export interface Exchange {
  /** What `describe` takes: the response, the context. */
  readonly native: object;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What a parser has made of the content. */
  readonly body: unknown;
  text(text: string, status?: number): void;
  json(value: object, status?: number): void;
  /** Without content. */
  status(status: number): void;
  /** A text that comes over time. Where it breaks off, so does the response. */
  stream(source: Readable): unknown;
}

/** What the suite uses of the request that functions among the options are given. */
export interface FrameworkRequest {
  readonly originalUrl: string;
  readonly query: object;
  readonly ip?: string | undefined;
  get(name: string): string | undefined;
}

/** The options that middleware of every framework has. */
export interface MiddlewareOptions extends Omit<NodeOptions, "resource" | "client" | "authorize"> {
  readonly resource?: ResourceOption<FrameworkRequest>;
  readonly client?: (request: FrameworkRequest) => string | undefined;
  readonly authorize?: (request: FrameworkRequest, resource: string) => Awaitable<AuthorizationDecision>;
}

/** What {@link Framework.resourceEvents} makes. */
export interface MiddlewareEvents<Middleware> extends Pick<NodeResourceEvents, "notify" | "close" | "stats"> {
  readonly middleware: Middleware;
  describe(exchange: Exchange, event: DescribedEvent): void;
}
