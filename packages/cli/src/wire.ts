import type { Output } from "./output.ts";

/** What is shown of each response while it is read. */
export interface Wire {
  /** A response has come. */
  begin(response: Response): Promise<void>;
  /** Some of its content has. */
  bytes(bytes: Uint8Array): Promise<void>;
  /** No more of it will. */
  end(): Promise<void>;
}

/** The content of all responses as it comes, byte by byte. */
export function exactWire(output: Output): Wire {
  return { begin: async () => {}, bytes: (bytes) => output.write(bytes), end: async () => {} };
}

/**
 * A `fetch` that shows what the responses hold as it is read, and asks for it without content coding, which `fetch` would
 * decode. A response is read no faster than it is shown.
 */
export function showingFetch(wire: Wire): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("accept-encoding", "identity");
    const response = await fetch(input, { ...init, headers });
    await wire.begin(response);
    // The content of an error is told by the error.
    if (!response.ok || !response.body) return response;
    const { status, statusText } = response;
    const body = shown(response.body, wire) as BodyInit;
    const copy = new Response(body, { status, statusText, headers: response.headers });
    // A response that is made can't be given these otherwise.
    return Object.defineProperties(copy, {
      url: { value: response.url },
      redirected: { value: response.redirected },
    });
  };
}

function shown(body: ReadableStream<Uint8Array>, wire: Wire): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value } = await reader.read();
          if (value) await wire.bytes(value);
          else await wire.end();
          if (value) controller.enqueue(value);
          else controller.close();
        } catch (error) {
          await wire.end();
          throw error;
        }
      },
      async cancel(reason) {
        await reader.cancel(reason);
        await wire.end();
      },
    },
    { highWaterMark: 0 },
  );
}
