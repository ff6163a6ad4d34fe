import { AsyncLocalStorage } from "node:async_hooks";
import { constants } from "node:http2";
import type { Awaitable } from "@resource-events/server";
import type {
  ApplicationResponse,
  Exchange,
  HeaderFields,
  InContext,
  PassThrough,
  RequestContent,
  Requester,
  ResponseFields,
  ResponseHead,
  Sink,
} from "@resource-events/server/adapter";
import type { ChunkFraming } from "./chunk-framing.ts";
import { disconnect } from "./connection.ts";
import { type Interception, interceptResponse } from "./interception/intercept-response.ts";
import { OriginalMethods } from "./interception/original-methods.ts";
import { setFields } from "./interception/response-fields.ts";
import { isLeaving } from "./leaving.ts";
import {
  hideContent,
  hostOf,
  http2StreamOf,
  isClosed,
  type NodeRequest,
  type NodeResponse,
  replaceRequestFields,
  requestFields,
} from "./messages.ts";
import type { MiddlewareError } from "./middleware-error.ts";
import { areStreams, mocked } from "./mocked.ts";
import { nodeSink } from "./node-sink.ts";
import type { PeerKeepAlive } from "./peer-keep-alive.ts";
import { closeAfterRefusal } from "./refused-content.ts";
import { copyContent, readRequest } from "./request-content.ts";
import { closeOnReset } from "./reset-stream.ts";
import type { ResourceKey } from "./resource-key.ts";
import { type MatchedRoute, routedAlike, type Spelling } from "./spelling.ts";
import { authorityOf } from "./target.ts";
import type { WaitingRequests } from "./waiting-requests.ts";

/** What all exchanges of one `resourceEvents()` share. */
export interface NodeExchangeContext {
  /** Responses whose `ETag` a framework computed. */
  readonly automaticEtags: WeakSet<object>;
  /** Finds the key of a resource. `undefined`: each target is its own key. */
  readonly keyOf: ResourceKey<NodeRequest> | undefined;
  readonly spelling: Spelling<NodeRequest>;
  /** Says who shares a resource. `undefined`: everybody does. */
  readonly scopeOf: ((request: NodeRequest, resource: string) => string | null | undefined) | undefined;
  /** Determines who asks for a subscription. `undefined`: anyone may subscribe. */
  readonly requesterOf: ((request: NodeRequest, resource: string) => Promise<Requester>) | undefined;
  readonly frame: ChunkFraming;
  readonly peers: PeerKeepAlive | undefined;
  readonly waiting: WaitingRequests;
  /** How many seconds the content of a request may take to arrive. */
  readonly contentSeconds: number;
  readonly report: (error: unknown) => void;
  /** Reports the error if none with its code was. */
  readonly reportOnce: (error: MiddlewareError) => void;
}

/** A request to a handler of node:http or node:http2, and its response. */
export class NodeExchange implements Exchange {
  readonly method: string;
  readonly fields: HeaderFields;
  readonly turn: Promise<unknown> | undefined;
  readonly resource: Exchange["resource"];
  readonly scope: Exchange["scope"];
  readonly requester: Exchange["requester"];
  readonly #authority: string | undefined;
  #interception: Interception | undefined;
  #onGone: (() => void) | undefined;

  constructor(
    private readonly request: NodeRequest,
    private readonly response: NodeResponse,
    readonly target: string,
    private readonly context: NodeExchangeContext,
    /** Calls the application's handler. `kept`: whether its response becomes the representation of a stream. */
    private readonly next: (kept: boolean) => unknown,
    /**
     * The route that responds. If it is known, the handler sees the target as it came, since other handlers may have judged that
     * before; else it sees the target of a subscription as its resource is known.
     */
    private readonly route: (() => MatchedRoute) | undefined,
  ) {
    this.method = request.method ?? "";
    this.#authority = authorityOf(request.url ?? "");
    this.fields = requestFields(request);
    const { keyOf, scopeOf, requesterOf } = context;
    this.resource = keyOf && ((other) => keyOf(other, request));
    this.scope = scopeOf && ((name) => scopeOf(request, name));
    this.requester = requesterOf && ((resource) => requesterOf(request, resource));
    // On a pipelined connection, a response waits for those before it, and one of them may be a stream.
    this.turn = context.waiting.turn(response, request.socket);
  }

  /** Handlers read the host in the fields. If the target names another one, nobody can know which of them is meant. */
  get host(): string | undefined {
    const host = hostOf(this.request);
    return this.#authority === undefined || this.#authority.toLowerCase() === host?.toLowerCase() ? host : undefined;
  }

  get streams(): boolean {
    if (areStreams(this.request, this.response)) return true;
    this.context.reportOnce(mocked());
    return false;
  }

  get connection(): object | undefined {
    return http2StreamOf(this.response)?.session ?? this.request.socket;
  }

  asyncContext(): InContext {
    return AsyncLocalStorage.snapshot() as InContext;
  }

  async content(most: number, signal: AbortSignal): Promise<RequestContent> {
    // The rest of a content that is given up would come before the next request.
    signal.addEventListener("abort", () => {
      const stream = http2StreamOf(this.response);
      if (stream === undefined) this.response.shouldKeepAlive = false;
      else stream.once("finish", () => stream.close(constants.NGHTTP2_NO_ERROR));
    });
    const content = await readRequest(this.request, most, signal);
    if (content === "broken off" && !signal.aborted) this.response.destroy();
    return content;
  }

  copyContent(most: number, signal: AbortSignal): () => Uint8Array | undefined {
    return copyContent(this.request, most, signal);
  }

  pass(onHead?: (head: ResponseHead) => Awaitable<PassThrough>): unknown {
    if (onHead !== undefined) {
      closeOnReset(this.response);
      const { automaticEtags, report } = this.context;
      const judge =
        this.method === "GET"
          ? onHead
          : (head: ResponseHead) =>
              onHead(this.#located(automaticEtags.has(this.response) ? { ...head, automaticEtag: true } : head));
      this.#interception = interceptResponse(this.response, judge, report);
    }
    return this.next(false);
  }

  onGone(listener: () => void): void {
    if (isClosed(this.response)) {
      listener();
    } else {
      this.#onGone = listener;
      this.response.once("close", listener);
    }
  }

  headSent(): Awaitable<boolean> {
    const sent = (): boolean => this.#interception?.headSent() ?? true;
    if (http2StreamOf(this.response) === undefined || sent()) return sent();
    // node writes the frames of HTTP/2 at the end of a turn of the event loop.
    return new Promise((resolve) => void setImmediate(() => resolve(sent())));
  }

  breakOff(): void {
    // A stream of HTTP/2 can't send its head because its connection is stuck.
    disconnect(this.response);
  }

  async represent(
    get: HeaderFields,
    judge: (head: ResponseHead) => "keep" | PassThrough,
  ): Promise<ApplicationResponse | undefined> {
    const { request, response, context } = this;
    // From here on, the interception tells. Node warns of many listeners, and applications have their own.
    if (this.#onGone !== undefined) response.off("close", this.#onGone);
    if (request.method !== "GET") {
      request.method = "GET";
      hideContent(request);
    }
    replaceRequestFields(request, get);
    context.peers?.watch(response, http2StreamOf(response));
    closeOnReset(response);
    if (this.route === undefined) this.#showSpelled();
    const located = (head: ResponseHead) => judge(this.#located(head));
    const interception = interceptResponse(response, located, context.report, this.#onGone);
    this.#interception = interception;
    this.#run().catch((error: unknown) => {
      if (!isLeaving(error, response)) context.report(error);
      interception.fail(error);
    });
    return interception.kept;
  }

  readonly respond = (status: number, fields: ResponseFields): Sink => {
    const { response } = this;
    const originals = this.#interception?.makeWay() ?? new OriginalMethods(response);
    // Nobody gets it, and a closed response of HTTP/2 takes no head.
    if (isClosed(response)) return nodeSink(response, originals, this.context.frame);
    if (this.#interception === undefined) closeAfterRefusal(this.request, response, this.context.contentSeconds);
    setFields(response, fields);
    // node:http frames nothing by itself once this field was removed, as Koa does for a response without content.
    if (response.useChunkedEncodingByDefault === true && !fields.some(([name]) => /^content-length$/i.test(name))) {
      response.setHeader("Transfer-Encoding", "chunked");
    }
    // HTTP/2 has no reason phrases, and warns of their use.
    if (http2StreamOf(response) === undefined) response.statusMessage = "";
    originals.writeHead(status);
    originals.flushHeaders();
    if (response.socket && http2StreamOf(response) === undefined) {
      this.context.waiting.stream(response, response.socket);
    }
    return nodeSink(response, originals, this.context.frame);
  };

  /** The target as its resource is known. */
  get #spelled(): string {
    return this.context.spelling(this.target, this.request);
  }

  #showSpelled(): void {
    const spelled = this.#spelled;
    if (this.request.url !== spelled) this.request.url = spelled;
  }

  /** The head, with whether the handler took the target for another resource. */
  #located(head: ResponseHead): ResponseHead {
    if (this.route === undefined) return head;
    const spelled = this.#spelled;
    return spelled === this.target ? head : { ...head, elsewhere: !routedAlike(this.target, spelled, this.route()) };
  }

  /** Calls the handler; an error that it throws and an error that it rejects with both reject this. */
  async #run(): Promise<void> {
    await this.next(true);
  }
}
