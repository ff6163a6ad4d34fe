import type { AuthorizationDecision } from "../admission/authorization.ts";
import type { ResponseFields } from "../delivery/sink.ts";
import type { Awaitable } from "../events/log.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

/** What can be set of {@link fetchResourceEvents}, beside what can be set of the core. */
export interface FetchOptions<Rest extends unknown[] = unknown[]> extends ResourceEventsOptions {
  /**
   * The key of the resource that a request's URL names, usually its path; `undefined` where it has no events, and its
   * requests are left alone. Default: path and query.
   */
  readonly resource?: (url: URL, request: Request) => string | undefined;
  /**
   * The key of the resource that contains another and is told of its changes (PREP-AS-3), for example of a collection.
   * Default: there is none.
   */
  readonly container?: (resource: string) => string | undefined;
  /**
   * Names the client that sent a request, such as its account or address, for the limits for each client; `undefined`:
   * they do not apply to it. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: Request, ...rest: Rest) => string | undefined;
  /**
   * Says who may subscribe, beside what the handler refuses to a GET anyway, and until when (EQ-AZ-1). `false` is
   * answered with 403 (for PREP: the plain response says so). Where it fails, nobody may. Default: everybody, without end.
   */
  readonly authorize?: (request: Request, resource: string, ...rest: Rest) => Awaitable<AuthorizationDecision>;
  /** Fields for answers that no handler composes (refusals of subscriptions), for example those of CORS. Default: none. */
  readonly refusalFields?: ResponseFields;
  /** The most bytes that the content of a PATCH may have to be told as a delta. Default: 65,536. */
  readonly deltaBytes?: number;
  /**
   * Tells when the response to a mutation was sent, or its connection has closed, where the runtime lets one know; called
   * before the wrapped handler, with what that is called with. Where it is not given, or returns `undefined`, events are
   * told in the task after the response's content was read to its end, has failed, or was left; of a response without
   * content, in the task after it was returned (PREP-MS-2).
   */
  readonly whenSent?: (request: Request, ...rest: Rest) => PromiseLike<unknown> | undefined;
  /**
   * Seconds after which a response counts as sent though nothing tells that it was, so that it can't hold back the
   * events of its resource for ever: counted from when it was returned, and from each time that something of its content
   * was read. Default: 30.
   */
  readonly patience?: number;
}
