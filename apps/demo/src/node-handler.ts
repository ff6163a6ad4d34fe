import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { NotesApplication } from "./notes/application.ts";
import type { NotesResponse } from "./notes/messages.ts";
import { discardContent, type ReadOutcome, readContent } from "./read-content.ts";

/** A request of node:http, or of the compatibility API of node:http2. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** A response of node:http, or of the compatibility API of node:http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Options for {@link notesHandler}. */
export interface NotesHandlerOptions {
  /**
   * Called with each answer of the application right before its head is written. It may set fields on `response`. Not
   * called if the content is too long, or after an internal error.
   */
  readonly beforeResponse?: (answer: NotesResponse, request: NodeRequest, response: NodeResponse) => void;
}

/** How many bytes of too long content to read and discard, as a multiple of the limit. */
const discardedLimits = 16;

/** How long to read and discard too long content, in milliseconds. */
const discardedPatience = 5_000;

/** Makes a request listener for node:http and node:http2 of a notes application. */
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
   * Sends a 413 in a way that reaches the client: writes the complete response, but keeps the connection open while the
   * client may still be sending. Closing a connection with unread bytes resets it, and the client may lose the response
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
 * Starts a pipelined request only after the earlier ones have been answered. It must neither see nor change the state
 * before they do (RFC 9112 section 9.3.2).
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

/** Whether a request has content. HTTP/1 says so in fields (RFC 9112 section 6.3), HTTP/2 by not ending the stream. */
export function hasContent(request: NodeRequest): boolean {
  if ("stream" in request) return !request.stream.endAfterHeaders;
  return request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
}

/**
 * Returns the path of the request target without the query. The target may be an absolute URL (RFC 9112 section 3.2.2).
 */
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
    // Names of HTTP/2 pseudo-fields begin with a colon.
    if (!name.startsWith(":")) fields.append(name, rawHeaders[index + 1] ?? "");
  }
  return fields;
}
