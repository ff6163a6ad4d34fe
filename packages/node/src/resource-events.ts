import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { DescribedEvent, ResourceEvents } from "@resource-events/server";
import { createResourceEvents, type Requester } from "@resource-events/server/adapter";
import { createChunkFraming } from "./chunk-framing.ts";
import { NodeExchange } from "./exchange.ts";
import type { NodeRequest, NodeResponse } from "./messages.ts";
import type { MiddlewareError } from "./middleware-error.ts";
import type { NodeOptions } from "./options.ts";
import { createPeerKeepAlive } from "./peer-keep-alive.ts";
import { givenKey, resourceKey } from "./resource-key.ts";
import { type MatchedRoute, spellingOf } from "./spelling.ts";
import { originForm } from "./target.ts";
import { WaitingRequests } from "./waiting-requests.ts";

/** A handler of node:http or node:http2. If it returns a promise, that is awaited. */
export type NodeHandler<
  Request extends NodeRequest | Http2ServerRequest = NodeRequest,
  Response extends NodeResponse | Http2ServerResponse = NodeResponse,
> = (request: Request, response: Response) => unknown;

/** The result of {@link resourceEvents}. `close` leaves the server itself running: close it, too. */
export interface NodeResourceEvents extends ResourceEvents {
  /**
   * Wraps a handler of node:http, node:https, or node:http2 (its compatibility API): clients can subscribe to its resources,
   * and its successful mutations are events.
   */
  wrap<
    Request extends NodeRequest | Http2ServerRequest = NodeRequest,
    Response extends NodeResponse | Http2ServerResponse = NodeResponse,
  >(handler: NodeHandler<Request, Response>): NodeHandler<Request, Response>;
  /**
   * Does for one request what the handler from {@link wrap} does; for frameworks. `next` calls the next handler. The request
   * may have changed: a QUERY that subscribes has become a GET. `kept`: whether the response is kept, to become the
   * representation of a stream. `route` returns the route that responds: if a target is spelled otherwise than its
   * resource, its path and parameters show whether it takes the target for that resource. Without it, the handler sees the target
   * of a subscription as the resource is spelled.
   */
  handle(
    request: NodeRequest | Http2ServerRequest,
    response: NodeResponse | Http2ServerResponse,
    next: (kept: boolean) => unknown,
    route?: () => MatchedRoute,
  ): unknown;
  /**
   * Adds details to the event of a mutation that its response does not show. Call it in the handler, before it writes the
   * head of the response.
   */
  describe(response: NodeResponse | Http2ServerResponse, event: DescribedEvent): void;
  /**
   * Says that a framework computes the `ETag` of a response from what the handler passed it as content, perhaps `No Content`:
   * so it is not the entity tag of the resource. For frameworks.
   */
  automaticEtag(response: NodeResponse | Http2ServerResponse): void;
  /** Reports an error to `onError`, whose own failures are contained; for frameworks. */
  report(error: unknown): void;
}

/**
 * Makes the resources of node:http handlers push their changes by PREP and HTTP Events Query.
 *
 * @throws `ServerError` `option` if an option is invalid.
 */
export function resourceEvents(options: NodeOptions = {}): NodeResourceEvents {
  const core = createResourceEvents(options, givenKey(options.resource));
  const { notify, describe, close, stats, limits, report } = core;
  const { scope, client, authorize, probe = 30 } = options;
  const requesterOf = async (request: NodeRequest, resource: string): Promise<Requester> => ({
    client: await client?.(request),
    authorization: authorize === undefined || (await authorize(request, resource)),
  });
  const reported = new Set<string>();
  const automaticEtags = new WeakSet<object>();
  const context = {
    automaticEtags,
    keyOf: options.resource === undefined ? undefined : resourceKey(options.resource),
    spelling: spellingOf(options.resource),
    scopeOf: scope,
    requesterOf: client || authorize ? requesterOf : undefined,
    frame: createChunkFraming(),
    peers: createPeerKeepAlive(probe),
    contentSeconds: limits.contentSeconds,
    waiting: new WaitingRequests(limits.waitingRequests),
    report,
    reportOnce: (error: MiddlewareError) => {
      if (!reported.has(error.code)) report(error);
      reported.add(error.code);
    },
  };
  const handle: NodeResourceEvents["handle"] = (request, response, next, route) => {
    const { url = "" } = request;
    const target = url.startsWith("/") ? url : originForm(url);
    if (target === undefined) return next(false);
    // The compatibility API of node:http2 resembles node:http. Where it differs, this package checks at run time.
    return core.handle(
      new NodeExchange(request as NodeRequest, response as NodeResponse, target, context, next, route),
    );
  };
  return {
    wrap: (handler) => (request, response) => handle(request, response, () => handler(request, response)),
    handle,
    automaticEtag: (response) => void automaticEtags.add(response),
    notify,
    describe,
    close,
    stats,
    report,
  };
}
