import type { Output } from "./output.ts";

/** Shows responses while they are read. */
export interface Wire {
  /** Called when a response begins. */
  begin(response: Response): Promise<void>;
  /** Called with each piece of its content. */
  bytes(bytes: Uint8Array): Promise<void>;
  /** Called when it ends. */
  end(): Promise<void>;
}

/** Writes the content of all responses unchanged. */
export function exactWire(output: Output): Wire {
  return { begin: async () => {}, bytes: (bytes) => output.write(bytes), end: async () => {} };
}

/**
 * Makes a `fetch` that shows the content of responses while it is read. It asks for content without a coding, because `fetch`
 * would decode it. It reads a response no faster than it can show it.
 */
export function showingFetch(wire: Wire): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("accept-encoding", "identity");
    const response = await fetch(input, { ...init, headers });
    await wire.begin(response);
    // An error message will show the content of this one.
    if (!response.ok || !response.body) return response;
    const { status, statusText } = response;
    const body = shown(response.body, wire) as BodyInit;
    const copy = new Response(body, { status, statusText, headers: response.headers });
    // The constructor of Response can't set these.
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
