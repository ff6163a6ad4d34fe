import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { type } from "@hapi/content";
import {
  type CloseOptions,
  createResourceEvents,
  type DescribedEvent,
  type EventDetails,
  type Plan,
  type PrepNegotiation,
  type Refusal,
  refusal,
  ServerError,
  type Statistics,
} from "@resource-events/server";
import { createChunkFraming } from "./chunk-framing.ts";
import { interceptHead } from "./intercept-head.ts";
import { hideContent, type NodeRequest, type NodeResponse, replaceRequestHeaders, requestHeaders } from "./messages.ts";
import { type MutationContext, mutatingMethods, observeMutation, overhearDelta } from "./mutation.ts";
import type { NodeOptions } from "./options.ts";
import { createProber } from "./prober.ts";
import { readContent } from "./request-content.ts";
import { resourceKey } from "./resource-key.ts";
import { answerSubscription, refuse } from "./subscription.ts";
import { originForm } from "./target.ts";

/** A handler as node:http or node:http2 takes it; a promise that it returns is awaited. */
export type NodeHandler<
  Request extends NodeRequest | Http2ServerRequest = NodeRequest,
  Response extends NodeResponse | Http2ServerResponse = NodeResponse,
> = (request: Request, response: Response) => unknown;

/** What {@link resourceEvents} makes. */
export interface NodeResourceEvents {
  /**
   * Wraps a handler of node:http, node:https, or node:http2 (its compatibility API): its resources can be subscribed to,
   * and its successful mutations are events.
   */
  wrap<
    Request extends NodeRequest | Http2ServerRequest = NodeRequest,
    Response extends NodeResponse | Http2ServerResponse = NodeResponse,
  >(handler: NodeHandler<Request, Response>): NodeHandler<Request, Response>;
  /**
   * Handles a request like the handler that {@link wrap} makes; for frameworks. `handle` runs what comes next, with the
   * request as it is by then: a QUERY that subscribes has become the GET whose answer is the representation.
   */
  handle(
    request: NodeRequest | Http2ServerRequest,
    response: NodeResponse | Http2ServerResponse,
    handle: () => unknown,
  ): unknown;
  /**
   * Tells of an event that no wrapped request caused: from a job, a database trigger. Resolves with the event's id.
   * Rejects with `ServerError` `event` for details that are none, `log` where the log failed.
   */
  notify(resource: string, details: EventDetails): Promise<string>;
  /** Says of a mutation what its answer can't: call it in the handler, before the response's head is written. */
  describe(response: NodeResponse | Http2ServerResponse, event: DescribedEvent): void;
  /**
   * Ends every stream cleanly, and refuses those that come later. Resolves when their clients have read the end, or are
   * gone; those that are not when the time is over are broken off. The server itself goes on: close it, too.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What is going on, and what has been since the start. */
  stats(): Statistics;
}

/**
 * Makes the resources of node:http handlers push their changes by PREP and HTTP Events Query.
 *
 * @throws `ServerError` `option`, where an option has a value that it can't have.
 */
export function resourceEvents(options: NodeOptions = {}): NodeResourceEvents {
  const events = createResourceEvents(options);
  const keyOf = resourceKey(options.resource);
  const { refusalFields = [], deltaBytes = 65_536 } = options;
  if (!(deltaBytes >= 0)) throw new ServerError("option", `deltaBytes must be a number, 0 or more, not ${deltaBytes}`);
  const onError = options.onError ?? ((error) => console.warn("resource-events:", error));
  const frame = createChunkFraming();
  const prober = createProber(options.probe ?? 30);
  const hosts = new Set(options.base === undefined ? [] : [new URL(options.base).host]);

  const resourceOf = (target: string, request: NodeRequest): string | undefined => {
    try {
      return keyOf(target, request);
    } catch (error) {
      // Such as one that decodes a path that can't be decoded: for us there is no resource, the handler may know better.
      onError(error);
      return undefined;
    }
  };

  const handle = (
    request: NodeRequest,
    response: NodeResponse,
    next: () => unknown,
    delta: MutationContext["delta"],
  ): unknown => {
    const target = originForm(request.url);
    const resource = target === undefined ? undefined : resourceOf(target, request);
    if (resource === undefined) return next();
    const { method = "" } = request;
    if (mutatingMethods.has(method)) {
      observeMutation(request, response, {
        events,
        resource,
        target: target ?? resource,
        delta,
        container: options.container,
        resourceOf: (other) => resourceOf(other, request),
        hosts,
        onError,
      });
      return next();
    }
    if (method === "GET" || method === "HEAD" || method === "OPTIONS") return read(resource, request, response, next);
    if (method === "QUERY" && events.contentLimit !== undefined) {
      return query(resource, request, response, next).catch((error: unknown) => fail(response, error));
    }
    return next();
  };

  const read = (resource: string, request: NodeRequest, response: NodeResponse, next: () => unknown): unknown => {
    const { method = "" } = request;
    const negotiation: PrepNegotiation =
      method === "GET" ? events.negotiatePrep(resource, requestHeaders(request)) : { kind: "ignored" };
    if (negotiation.kind === "plan") {
      // The representation becomes a part of the content, and no client decodes the coding of a part.
      const headers = requestHeaders(request);
      headers.delete("accept-encoding");
      replaceRequestHeaders(request, headers);
      return subscribed(negotiation.plan, request, response, next);
    }
    ordinary(method, negotiation, response);
    return next();
  };

  const ordinary = (method: string, negotiation: PrepNegotiation, response: NodeResponse): void => {
    const onHead = (status: number) => events.ordinaryFields(method, status, varyOf(response), negotiation);
    interceptHead(response, onHead, onError);
  };

  const subscribed = async (
    plan: Plan,
    request: NodeRequest,
    response: NodeResponse,
    next: () => unknown,
  ): Promise<unknown> => {
    const opened = await events.open(plan, async () => ({
      client: options.client?.(request),
      authorization: options.authorize === undefined || (await options.authorize(request, plan.resource)),
    }));
    switch (opened.kind) {
      case "opening": {
        const method = plan.protocol === "prep" ? "GET" : "QUERY";
        const ordinaryFields = (status: number, vary: string | null) => events.ordinaryFields(method, status, vary);
        prober?.probe(response);
        return answerSubscription({ opening: opened, response, handle: next, ordinaryFields, frame, onError });
      }
      case "refusal":
        return refuse(response, opened, refusalFields);
      case "refused":
        ordinary("GET", opened, response);
        return next();
    }
  };

  const query = async (
    resource: string,
    request: NodeRequest,
    response: NodeResponse,
    next: () => unknown,
  ): Promise<unknown> => {
    const headers = requestHeaders(request);
    const content = await readContent(request, events.contentLimit ?? 0);
    if (content === "broken off") return response.destroy();
    const negotiated = malformedContentType(headers) ?? events.negotiateEventsQuery({ resource, headers, content });
    if (negotiated.kind === "refusal") return refuse(response, negotiated, refusalFields);
    // What the handler answers to this GET is the representation (EQ-RP-1), or says that there is none (EQ-RP-2).
    request.method = "GET";
    replaceRequestHeaders(request, negotiated.plan.get);
    hideContent(request);
    return subscribed(negotiated.plan, request, response, next);
  };

  /** An extension failed, such as a realization of the data model: that costs this request. */
  const fail = (response: NodeResponse, error: unknown): void => {
    onError(error);
    if (response.headersSent) return void response.destroy();
    response.statusCode = 500;
    response.end();
  };

  // On a pipelined connection a response may have to wait for the one before, which may be a stream: were it handled by
  // now, its events would wait as long (architecture, invariant 4).
  const inTurn: NodeResourceEvents["handle"] = (anyRequest, anyResponse, next) => {
    // What this package uses of the compatibility API of node:http2 is as in node:http; the difference is told at run time.
    const [request, response] = [anyRequest as NodeRequest, anyResponse as NodeResponse];
    const delta = overhearDelta(request, deltaBytes);
    return response.socket === null
      ? response.once("socket", () => handle(request, response, next, delta))
      : handle(request, response, next, delta);
  };

  return {
    wrap: (handler) => (request, response) => inTurn(request, response, () => handler(request, response)),
    handle: inTurn,
    notify: events.notify,
    describe: events.describe,
    close: events.close,
    stats: events.stats,
  };
}

function varyOf(response: NodeResponse): string | null {
  const vary = response.getHeader("vary");
  return vary === undefined ? null : String(vary);
}

function malformedContentType(headers: Headers): Refusal | undefined {
  const contentType = headers.get("content-type");
  try {
    if (contentType !== null) type(contentType);
    return undefined;
  } catch {
    return refusal(400, "content-type-malformed", `The Content-Type ${JSON.stringify(contentType)} is no media type.`);
  }
}
