import type { AuthorizationDecision, Awaitable, ResourceEventsOptions, ResponseFields } from "@resource-events/server";
import type { NodeRequest } from "./messages.ts";
import type { ResourceOption } from "./resource-key.ts";

/** What can be set of {@link resourceEvents}, beside what can be set of the core. */
export interface NodeOptions extends ResourceEventsOptions {
  /**
   * Which resources have events, and their keys.
   *
   * - Patterns of paths: `/notes/:id`, `/files/*path`. The key is the path, without the query; letter case and a slash
   *   at the end count.
   * - A function: is called with the target in origin form (`/notes/welcome?x=1`), and returns the key, or `undefined`
   *   for a resource without events. The request is that whose answer is concerned; the target may be another's, of the
   *   `Location` that a POST is answered with.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<NodeRequest> | undefined;
  /**
   * The key of the resource that contains another and is told of its changes (PREP-AS-3), for example of a collection.
   * Default: there is none.
   */
  readonly container?: (resource: string) => string | undefined;
  /**
   * Names the client that sent a request, such as its account or address, for the limits for each client; `undefined`:
   * they do not apply to it. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: NodeRequest) => string | undefined;
  /**
   * Says who may subscribe, beside what the handler refuses to a GET anyway, and until when (EQ-AZ-1). `false` is
   * answered with 403 (for PREP: the plain response says so). Where it fails, nobody may. Default: everybody, without end.
   */
  readonly authorize?: (request: NodeRequest, resource: string) => Awaitable<AuthorizationDecision>;
  /** Fields for answers that no handler composes (refusals of subscriptions), for example those of CORS. Default: none. */
  readonly refusalFields?: ResponseFields;
  /** The most bytes that the content of a PATCH may have to be told as a delta. 0: no delta is told. Default: 65,536. */
  readonly deltaBytes?: number;
  /**
   * After how many quiet seconds the peer of a subscription is probed, so that one that is gone without a word is noticed:
   * by TCP keep-alive, and by PING on HTTP/2, whose connection is closed where no answer comes in as many seconds again.
   * Default: 30. `false`: never.
   */
  readonly probe?: number | false;
}
