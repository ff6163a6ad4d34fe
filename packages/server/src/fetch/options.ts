import type { AuthorizationDecision } from "../delivery/authorization.ts";
import type { Awaitable } from "../events/log.ts";
import type { ResourceEventsOptions } from "../settings/options.ts";

/** Options for {@link fetchResourceEvents}. */
export interface FetchOptions<Rest extends unknown[] = unknown[]> extends ResourceEventsOptions {
  /**
   * Returns the name of the resource at a URL, usually its path; `undefined` if it has no events, and its requests are left
   * alone. The URL may be another one than the request's: that of the `Location` of its response. Default: path and query.
   */
  readonly resource?: (url: URL, request: Request) => string | undefined;
  /**
   * Says who shares a resource whose representation depends on who asks, such as `/me`: those for whom this returns the same
   * string get the same notifications. It gets the name of the resource: that of the request, of its container, or of the
   * `Location` in the response. `null` and `undefined`: everybody who may GET it; `null` says that this is meant. If it fails,
   * nobody is notified. Default: everybody.
   */
  readonly scope?: (request: Request, resource: string, ...rest: Rest) => string | null | undefined;
  /**
   * Returns a name for the client that sent a request, such as its account or address: the limits for each client count by
   * it. `undefined`: they do not apply. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: Request, ...rest: Rest) => string | undefined;
  /**
   * Decides who may subscribe, and until when, in addition to what the handler refuses to a GET (EQ-AZ-1). `false` results in
   * 403 (for PREP, the ordinary response says so). If it fails, nobody may. It is asked before the content of a QUERY is read.
   * Default: everybody, without end.
   */
  readonly authorize?: (request: Request, resource: string, ...rest: Rest) => Awaitable<AuthorizationDecision>;
  /**
   * Returns a promise that resolves when the response to a mutation was sent, or its connection closed, if the runtime lets
   * one know; called before the wrapped handler, with the same arguments. Events wait for it for `limits.withheldSeconds` at
   * most. Default, and if it returns `undefined`: events are released in the task after the response's content was read to
   * its end, failed, or was left; without content, in the task after the response was returned (PREP-MS-2).
   */
  readonly whenSent?: (request: Request, ...rest: Rest) => PromiseLike<unknown> | undefined;
}
