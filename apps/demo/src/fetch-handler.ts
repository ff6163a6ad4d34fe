import type { NotesApplication } from "./notes/application.ts";
import type { NotesResponse } from "./notes/messages.ts";

/** Options for {@link fetchHandler}. */
export interface FetchHandlerOptions {
  /** Called with each answer of the application and the `Response` made from it. Not called after an internal error. */
  readonly beforeResponse?: (answer: NotesResponse, response: Response) => void;
}

/** Makes a Fetch handler of a notes application, for Hono, Bun, Deno and workers. */
export function fetchHandler(
  application: NotesApplication,
  options: FetchHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const { bodyLimit } = application;

  return async (request) => {
    const { method } = request;
    const body = await readContent(request, bodyLimit);
    // The client disconnected early. The received bytes must not count as the complete content.
    if (body === "cut-off") return new Response(null, { status: 400 });
    if (body === "too-long") return responseOf(application.refuseContent(method));
    try {
      const answer = application.handle({ method, path: pathOf(request), fields: request.headers, body });
      const response = responseOf(answer);
      options.beforeResponse?.(answer, response);
      return response;
    } catch (reason) {
      console.error(reason);
      return responseOf(application.reportFault(method));
    }
  };
}

/** Returns the path of the request's URL, still percent-encoded. */
function pathOf(request: Request): string {
  return new URL(request.url).pathname;
}

function responseOf({ status, fields, body }: NotesResponse): Response {
  // Nobody changes these bytes, so the type of their buffer does not matter.
  return new Response(body as Uint8Array<ArrayBuffer> | null, { status, headers: fields });
}

/** Reads the content of a request. Stops at the limit. */
async function readContent(request: Request, limit: number): Promise<Uint8Array | "too-long" | "cut-off"> {
  if (Number(request.headers.get("Content-Length") ?? 0) > limit) return "too-long";
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return join(chunks, length);
      length += value.byteLength;
      if (length > limit) break;
      chunks.push(value);
    }
  } catch {
    return "cut-off";
  }
  // Errors while cancelling do not change the response.
  reader.cancel().catch(() => {});
  return "too-long";
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}
