import type { BaseResponse } from "../delivery/sink.ts";
import { bodyOf } from "./with-fields.ts";

/** A Fetch response as the core takes it. A browser's streams can't be iterated everywhere, so that this is done by hand. */
export function baseOf(response: Response): BaseResponse {
  const body = bodyOf(response);
  return { status: response.status, fields: response.headers, body: body === null ? null : iterate(body) };
}

function iterate(body: ReadableStream<unknown>): AsyncIterable<Uint8Array> {
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
