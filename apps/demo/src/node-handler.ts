import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { NotesApplication } from "./notes/application.ts";
import type { NotesResponse } from "./notes/messages.ts";
import { discardContent, type ReadOutcome, readContent } from "./read-content.ts";

/** A request of node:http, or of node:http2's compatible interface. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of node:http, or of node:http2's compatible interface. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** What {@link notesHandler} can be told beside its application. */
export interface NotesHandlerOptions {
  /**
   * Called with each answer of the application right before its head is written; fields may be set on `response`. Not
   * called for content that is too long, nor after a fault.
   */
  readonly beforeResponse?: (answer: NotesResponse, request: NodeRequest, response: NodeResponse) => void;
}

/** How much of a refused content is read for the client's sake: bytes, as a multiple of the limit. */
const discardedLimits = 16;

/** How long a refused content is read for the client's sake, in milliseconds. */
const discardedPatience = 5_000;

/** Binds a notes application to node:http and node:http2. */
export function notesHandler(
  application: NotesApplication,
  options: NotesHandlerOptions = {},
): (request: NodeRequest, response: NodeResponse) => void {
  function answer(request: NodeRequest, response: NodeResponse, body: Uint8Array): void {
    const method = request.method ?? "GET";
    let answered: NotesResponse;
    try {
      answered = application.handle({ method, path: pathOf(request), fields: fieldsOf(request), body });
      options.beforeResponse?.(answered, request, response);
    } catch (reason) {
      console.error(reason);
      answered = application.reportFault(method);
    }
    write(answered, response);
  }

  /**
   * Answers 413 so that it arrives: the whole response is written, but the connection stays open until the client has
   * had time to send on. Closing it with bytes unread makes that a reset, which can take the response with it
   * (RFC 9112 section 9.6).
   */
  async function refuse(request: NodeRequest, response: NodeResponse): Promise<void> {
    const refusal = application.refuseContent(request.method ?? "GET");
    const discarded = () => discardContent(request, application.bodyLimit * discardedLimits, discardedPatience);
    if ("stream" in response) {
      write(refusal, response);
      await discarded();
      response.stream.close(constants.NGHTTP2_NO_ERROR);
    } else {
      setHead(refusal, response);
      response.setHeader("Connection", "close");
      response.flushHeaders();
      if (refusal.body !== null) response.write(refusal.body);
      await discarded();
      response.end();
    }
  }

  async function readAndAnswer(request: NodeRequest, response: NodeResponse): Promise<void> {
    const { bodyLimit } = application;
    const declared = Number(request.headers["content-length"] ?? 0);
    const outcome = declared > bodyLimit ? tooLong : await readContent(request, bodyLimit);
    if (outcome.kind === "whole") answer(request, response, outcome.content);
    if (outcome.kind === "too-long") await refuse(request, response);
  }

  return (request, response) => {
    whenItsTurn(response, () => {
      if (hasContent(request)) void readAndAnswer(request, response);
      else answer(request, response, new Uint8Array());
    });
  };
}

/**
 * A request that came pipelined behind others is not started before theirs are answered: what it sees, or does, must
 * not come before what they do (RFC 9112 section 9.3.2).
 */
function whenItsTurn(response: NodeResponse, start: () => void): void {
  if ("stream" in response || response.socket !== null) start();
  else response.once("socket", start);
}

function setHead(answer: NotesResponse, response: NodeResponse): void {
  response.statusCode = answer.status;
  for (const [name, value] of answer.fields) response.setHeader(name, value);
}

function write(answer: NotesResponse, response: NodeResponse): void {
  setHead(answer, response);
  if (answer.body === null) response.end();
  else response.end(answer.body);
}

const tooLong: ReadOutcome = { kind: "too-long" };

/** In HTTP/1 content is announced (RFC 9112 section 6.3); in HTTP/2 it is announced by the stream that goes on. */
export function hasContent(request: NodeRequest): boolean {
  if ("stream" in request) return !request.stream.endAfterHeaders;
  return request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
}

/** The path of the request's target, which may also be a whole URL (RFC 9112 section 3.2.2), without the query. */
export function pathOf(request: { readonly url?: string | undefined }): string {
  const target = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const [absolute, path] = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]*(.*)$/.exec(target) ?? [];
  return absolute === undefined ? target : path || "/";
}

function fieldsOf(request: NodeRequest): Headers {
  const fields = new Headers();
  const { rawHeaders } = request;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    // The pseudo-fields of HTTP/2.
    if (!name.startsWith(":")) fields.append(name, rawHeaders[index + 1] ?? "");
  }
  return fields;
}
