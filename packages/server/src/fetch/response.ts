import type { ResponseFields } from "../message.ts";

/**
 * The response with other values of the fields named. The same one if it can be: runtimes know more of it than it shows,
 * such as the length of its content.
 */
export function withFields(response: Response, fields: ResponseFields): Response {
  if (fields.length === 0) return response;
  const body = bodyOf(response);
  // One without content may be sent again, in response to something else.
  if (body === null) return withBody(response, fields, null);
  try {
    // Not before the body was asked for: Hono's Node server makes new ones then.
    const { headers } = response;
    for (const [name, value] of fields) headers.set(name, value);
    return response;
  } catch {
    // The fields of what `fetch` brought, and of redirections, can't be changed.
    return withBody(response, fields, body);
  }
}

/** The body of a response. Bun forgets the type of a content whose body is asked for before the fields are. */
export function bodyOf(response: Response): Response["body"] {
  void response.headers;
  return response.body;
}

/** A new response with other values of the fields named, and another body. */
export function withBody(
  response: Response,
  fields: ResponseFields,
  body: ReadableStream<Uint8Array> | null,
): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const [name, value] of fields) headers.set(name, value);
  return new Response(body as BodyInit | null, { status, statusText, headers });
}

/** The chunks of a body. Done by hand, since not every runtime's streams can be iterated. */
export function iterate(body: ReadableStream<unknown>): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const reader = body.getReader();
      return {
        async next() {
          const { done, value } = await reader.read();
          if (done) return { done, value: undefined };
          // A runtime would refuse it too, but only after the head was sent.
          if (!(value instanceof Uint8Array)) throw new TypeError("The body of a Response is a stream of Uint8Array");
          return { done, value };
        },
        async return() {
          await reader.cancel();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
