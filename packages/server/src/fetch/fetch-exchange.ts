import type { Requester } from "../delivery/authorization.ts";
import type { ApplicationResponse, Sink } from "../delivery/sink.ts";
import { canonicalTarget } from "../events/canonical.ts";
import type { Awaitable } from "../events/log.ts";
import type { Exchange, PassThrough, ResponseHead } from "../exchange/exchange.ts";
import type { HeaderFields, RequestContent, ResponseFields } from "../message.ts";
import { fetchSink } from "./fetch-sink.ts";
import { announcedLength, copyContent, readRequest } from "./request-content.ts";
import { bodyOf, iterate, withBody, withFields } from "./response.ts";
import { nextTask, type WatchedResponse, watchResponse } from "./sent-response.ts";

/** What a {@link FetchExchange} gets from the application and its options. */
export interface FetchExchangeContext {
  /** Runs the application's handler. */
  readonly handle: (request: Request) => Response | Promise<Response>;
  readonly resource: ((url: URL, request: Request) => string | undefined) | undefined;
  readonly scope: ((resource: string) => string | null | undefined) | undefined;
  readonly requester: (resource: string) => Awaitable<Requester>;
  /** Resolves when the response was sent, or its connection closed, if the application knows. */
  readonly sent: PromiseLike<unknown> | undefined;
  /** Returns the response to the runtime. */
  readonly resolve: (response: Response) => void;
  /** How many seconds a runtime has to begin to read a stream. */
  readonly unreadSeconds: number;
  readonly report: (error: unknown) => void;
  /** What the requests share that came at once. */
  readonly pipeline: object | undefined;
}

/** A request to a Fetch handler, and its response. */
export class FetchExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly fields: Headers;
  readonly resource: Exchange["resource"];
  readonly scope: Exchange["scope"];
  readonly pipeline: object | undefined;
  #watched: WatchedResponse | undefined;
  #onGone: (() => void) | undefined;

  constructor(
    private readonly request: Request,
    private readonly context: FetchExchangeContext,
  ) {
    const { protocol, host, pathname, search } = new URL(request.url);
    this.method = request.method;
    this.target = `${pathname}${search}`;
    this.host = host;
    this.fields = request.headers;
    const { resource, scope, pipeline } = context;
    this.pipeline = pipeline;
    // A target may begin with "//", and would name a host if it were resolved.
    this.resource = resource && ((target) => resource(new URL(`${protocol}//${host}${target}`), request));
    this.scope = scope;
  }

  requester(resource: string): Awaitable<Requester> {
    return this.context.requester(resource);
  }

  content(most: number, signal: AbortSignal): Promise<RequestContent> {
    return readRequest(this.request, most, signal);
  }

  copyContent(most: number, signal: AbortSignal): () => Awaitable<Uint8Array | undefined> {
    if (announcedLength(this.request) > most) return () => undefined;
    const copied = copyContent(this.request, most, signal);
    // The copy of a content that the handler has read is late by a task at most; what the handler has not read never comes.
    return () => Promise.race([copied, nextTask()]);
  }

  async pass(onHead?: (head: ResponseHead) => Awaitable<PassThrough>): Promise<void> {
    const { resolve, report } = this.context;
    const response = await this.#respondTo(this.request);
    // What listens does so until there is a response.
    this.#forgetListener();
    if (onHead === undefined || !isChangeable(response)) return resolve(response);
    let passed: PassThrough | undefined;
    try {
      passed = await onHead({ status: response.status, fields: response.headers, response });
      resolve(this.#passThrough(response, passed));
    } catch (error) {
      // The application has responded, whatever becomes of our part.
      passed?.sent?.();
      report(error);
      resolve(response);
    }
  }

  async represent(
    get: HeaderFields,
    judge: (head: ResponseHead) => "keep" | PassThrough,
  ): Promise<ApplicationResponse | undefined> {
    const { resolve } = this.context;
    const response = await this.#respondTo(asGet(this.request, get));
    if (!isChangeable(response)) {
      this.#forgetListener();
      resolve(response);
      return undefined;
    }
    const { status, headers } = response;
    const judged = judge({ status, fields: headers, response });
    if (judged !== "keep") {
      this.#forgetListener();
      resolve(withFields(response, judged.fields));
      return undefined;
    }
    const body = bodyOf(response);
    return { status, fields: headers, body: body === null ? null : iterate(body) };
  }

  onGone(listener: () => void): void {
    const { signal } = this.request;
    if (signal.aborted) {
      listener();
    } else {
      this.#onGone = listener;
      signal.addEventListener("abort", listener, { once: true });
    }
  }

  headSent(): boolean {
    return this.#watched?.headSent() ?? true;
  }

  breakOff(): void {
    this.#watched?.breakOff();
  }

  readonly respond = (status: number, fields: ResponseFields): Sink => {
    const headers = new Headers();
    for (const [name, value] of fields) headers.append(name, value);
    // From here on, the sink knows.
    const { unreadSeconds, report } = this.context;
    const { sink, body } = fetchSink({ gone: this.request.signal, unreadSeconds, report });
    this.#forgetListener();
    this.context.resolve(new Response(body, { status, headers }));
    return sink;
  };

  async #respondTo(request: Request): Promise<Response> {
    try {
      return await this.context.handle(request);
    } catch (error) {
      this.#forgetListener();
      throw error;
    }
  }

  /**
   * Some runtimes keep the signal of a request as long as the signals that follow it, such as that of a request made from it
   * (undici). What listens to it would stay with it, for good if it knows the other request.
   */
  #forgetListener(): void {
    if (this.#onGone !== undefined) this.request.signal.removeEventListener("abort", this.#onGone);
    this.#onGone = undefined;
  }

  #passThrough(response: Response, { fields, sent }: PassThrough): Response {
    if (sent === undefined) return withFields(response, fields);
    const body = bodyOf(response);
    const watched = watchResponse(body, { gone: this.request.signal, sent: this.context.sent });
    this.#watched = watched;
    void watched.sent.then(sent);
    return watched.body === body ? withFields(response, fields) : withBody(response, fields, watched.body);
  }
}

/** Whether this is a response that can be changed: not what a runtime takes for an upgrade, nor a network error. */
function isChangeable(response: Response): boolean {
  return response?.status >= 200;
}

/**
 * The request as a GET with these fields, and its target in the spelling by which its resource is known: the same one if it can
 * be, since runtimes know more of it than it shows.
 */
function asGet(given: Request, get: HeaderFields): Request {
  const { protocol, host, pathname, search } = new URL(given.url);
  const spelled = canonicalTarget(`${pathname}${search}`);
  const url = spelled === `${pathname}${search}` ? given.url : `${protocol}//${host}${spelled}`;
  const { method, signal } = given;
  if (method !== "GET") return new Request(url, { headers: [...get], signal });
  const request = url === given.url ? given : new Request(url, given);
  try {
    for (const [name] of [...request.headers]) if (get.get(name) === null) request.headers.delete(name);
    if ([...request.headers].every(([name]) => get.get(name) !== null)) return request;
  } catch {
    // The fields of a request can't be changed in every runtime.
  }
  return new Request(request, { headers: [...get] });
}
