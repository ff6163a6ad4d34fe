import type { InContext, Requester } from "../delivery/authorization.ts";
import type { ApplicationResponse, Respond } from "../delivery/sink.ts";
import type { Awaitable } from "../events/log.ts";
import type { HeaderFields, RequestContent, ResponseFields } from "../message.ts";

/**
 * One request, as an adapter shows it to the core. An adapter says three things: here is a request, this is how the
 * application responds to it, here is where bytes go. The core asks for them when it needs them, so an adapter can't get
 * an order wrong; see {@link AdapterCore.handle}.
 */
export interface Exchange {
  // Here is a request.

  /** The request's method. */
  readonly method: string;
  /** The request's target in origin form, as the client sent it: `/notes/welcome?x=1`. */
  readonly target: string;
  /** The request's header fields. */
  readonly fields: HeaderFields;
  /**
   * Reads the request's content, for the core alone: only a QUERY is asked for it. Never rejects.
   *
   * @param most - The number of bytes above which the content is too large. The adapter reads no more than shows that.
   * @param signal - Aborts if the content did not come in time. The adapter reads no further, and lets the connection close
   *   once the response was sent.
   */
  content(most: number, signal: AbortSignal): Promise<RequestContent>;
  /**
   * Copies the request's content while the application reads it, for a delta. Called at once, before the application sees
   * the request; the function it returns gives the whole content, or `undefined` if it is not all there or has more than
   * `most` bytes. When the signal aborts, the adapter copies no more, and drops what it has. Default: no deltas.
   */
  readonly copyContent?: ((most: number, signal: AbortSignal) => () => Awaitable<Uint8Array | undefined>) | undefined;
  /**
   * What the requests of one connection share: its socket or session, for example. Limits for each connection count by it.
   * Default: they do not apply.
   */
  readonly connection?: object | undefined;
  /**
   * What the requests share that came at once on one connection of HTTP/1.1, if that is all an adapter knows of a connection.
   * Their responses wait behind one another. So if more than `limits.waitingRequests` of them ask for subscriptions, all of
   * these are refused: their client could leave unnoticed. Default: they are not counted.
   */
  readonly pipeline?: object | undefined;
  /** Whether the response can be a stream, which lasts. If not, nobody can subscribe. Default: it can. */
  readonly streams?: boolean | undefined;
  /** The authority that the request was sent to, as the client wrote it: `example.org:8080`. */
  readonly host?: string | undefined;
  /** The name of the resource at a target; `undefined` if it has no events. Default: the target itself. */
  readonly resource?: ((target: string) => string | undefined) | undefined;
  /**
   * Who shares the resource of this name: those for whom it is the same. `null` and `undefined`: everybody; `null` says that
   * this is meant. If it fails, the request's events concern nobody. Default: everybody.
   */
  readonly scope?: ((resource: string) => string | null | undefined) | undefined;
  /**
   * Who asks for a subscription to the resource. Called before the content of a QUERY is read. If it fails, nobody may
   * subscribe. Default: anyone may.
   */
  readonly requester?: ((resource: string) => Awaitable<Requester>) | undefined;
  /**
   * Takes the context in which the application handles the request, such as that of an `AsyncLocalStorage`. Returns what calls a
   * function in it: the check of an authorization, and a hook, are called when somebody else's request changes the resource.
   * Default: they are called in the context of that request.
   */
  asyncContext?(): InContext;
  /**
   * Resolves when it is this request's turn, on a connection with an earlier response under way. The core does nothing
   * before: otherwise that response could hold back this request's events. Default: it is its turn now.
   */
  readonly turn?: PromiseLike<unknown> | undefined;

  /**
   * Calls the listener once, when the client has left before its response ended; at once if it has. Default: nobody knows, and
   * a subscription whose handler does not respond keeps its slot for its duration.
   */
  onGone?(listener: () => void): void;

  // This is how the application responds.

  /**
   * Lets the application respond. Calls `onHead` once, when status and fields of the response are known and before they
   * leave, and sets the fields that it returns in place of fields of the same names. What this returns, `handle` returns.
   * Without `onHead`, the exchange is no concern of the core.
   */
  pass(onHead?: (head: ResponseHead) => Awaitable<PassThrough>): unknown;
  /**
   * Has the application respond to a GET with these fields in place of the request's. Calls `judge` once, when status and
   * fields of the response are known. `"keep"`: the response stays off the wire, and the promise resolves with it.
   * Otherwise the response is sent as for {@link pass}, and the promise resolves with `undefined`, as it does when the
   * client leaves before. Rejects with the application's error if it failed before its response began.
   */
  represent(
    get: HeaderFields,
    judge: (head: ResponseHead) => "keep" | PassThrough,
  ): Promise<ApplicationResponse | undefined>;

  /**
   * Whether the header section of the response that passed was handed to the operating system, or its connection closed.
   * Asked if the response was not sent ({@link PassThrough.sent}) within `limits.withheldSeconds`, or too much waits: its
   * events wait no longer then. Default: it was handed over. So an adapter that can't tell breaks nothing off, and silences
   * nobody; a client that reads none of the response may then be told later than others (PREP-MS-2).
   */
  headSent?(): Awaitable<boolean>;
  /**
   * Closes the connection of the response at once, since not even its header section could be sent, and other requests on it
   * are stuck, too. Then its events go out. Default: nothing is done.
   */
  breakOff?(): void;

  // Here is where bytes go.

  /** Sends the head of a response at once, and returns the sink for its content. */
  readonly respond: Respond;
}

/** The head of a response of the application. */
export interface ResponseHead {
  /** The status code. */
  readonly status: number;
  /** The header fields. */
  readonly fields: HeaderFields;
  /**
   * Whether a framework computed the `ETag` from what the handler passed it as content, so that it says nothing of the resource.
   * Default: no.
   */
  readonly automaticEtag?: boolean | undefined;
  /**
   * Whether the handler may have taken the target for another resource than the core does, which knows equivalent spellings
   * (RFC 9110 section 4.2.3) as one: its route compares what is spelled otherwise as it came. Then nobody is told: the response
   * passes without notifications, and a mutation is no event. Default: no, since an adapter shows its handler the canonical
   * spelling.
   */
  readonly elsewhere?: boolean | undefined;
  /** The object by which {@link AdapterCore.describe} knows the response. Default: nothing is described. */
  readonly response?: object;
}

/** How a response of the application goes to the client. */
export interface PassThrough {
  /** Fields to set, in place of fields of the same names. */
  readonly fields: ResponseFields;
  /**
   * To be called when the response was handed to the operating system, or its connection closed; further calls do
   * nothing. Events of a mutation wait for it (PREP-MS-2).
   */
  readonly sent?: (() => void) | undefined;
}
