import type { AuthorizationDecision, Awaitable, ResourceEventsOptions } from "@resource-events/server";
import type { NodeRequest } from "./messages.ts";
import type { ResourceOption } from "./resource-key.ts";

/** Options for {@link resourceEvents}. */
export interface NodeOptions extends ResourceEventsOptions {
  /**
   * Which resources have events, and their keys.
   *
   * - Patterns of paths: `/notes/:id`, `/files/*path`. The key is the path, without the query; letter case and a slash
   *   at the end count.
   * - A function: gets the target in origin form (`/notes/welcome?x=1`), and returns the key, or `undefined` for a resource
   *   without events. The target may be another one than the request's: that of the `Location` of its response.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<NodeRequest> | undefined;
  /**
   * Says who shares a resource whose representation depends on who asks, such as `/me`: those for whom this returns the same
   * string get the same notifications. It gets the name of the resource: that of the request, of its container, or of the
   * `Location` in the response. `null` and `undefined`: everybody who may GET it; `null` says that this is meant. If it fails,
   * nobody is notified. Default: everybody.
   */
  readonly scope?: (request: NodeRequest, resource: string) => string | null | undefined;
  /**
   * Returns a name for the client that sent a request, such as its account or address: the limits for each client count by
   * it. `undefined`: they do not apply. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: NodeRequest) => string | undefined;
  /**
   * Decides who may subscribe, and until when, in addition to what the handler refuses to a GET (EQ-AZ-1). `false` results in
   * 403 (for PREP, the ordinary response says so). If it fails, nobody may. It is asked before the content of a QUERY is read.
   * Default: everybody, without end.
   */
  readonly authorize?: (request: NodeRequest, resource: string) => Awaitable<AuthorizationDecision>;
  /**
   * The number of quiet seconds after which the connection of a subscription is probed, to notice a client that has
   * vanished. On HTTP/1.1 by TCP keep-alive. On HTTP/2 by PING; if no reply comes within the same time, the connection
   * closes.
   * Default: 30. `false`: never.
   */
  readonly probe?: number | false;
}
