import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listen } from "@resource-events/testing-support";

/** A request as the server received it, with its content. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly content: string;
}

/** Answers one request. */
export type Answerer = (response: ServerResponse, request: Received) => unknown;

/** A server on a real socket that does what a test says. */
export interface Wire {
  readonly url: string;
  readonly received: Received[];
  /**
   * Resolves once every connection that carried a request is closed: a client that leaves must bring this about. Unused
   * connections do not count: some versions of Node replace a connection that they close, and keep the new one for some
   * seconds.
   */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server. */
export async function serve(answer: Answerer): Promise<Wire> {
  const received: Received[] = [];
  const used = new Set<Socket>();
  const server = createServer(async (request, response) => {
    used.add(request.socket);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const one: Received = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      content: Buffer.concat(pieces).toString(),
    };
    received.push(one);
    await answer(response, one);
  });
  server.keepAliveTimeout = 1;
  server.on("connection", (socket: Socket) => socket.on("error", () => {}));
  const { origin, close } = await listen(server);
  return {
    url: `${origin}/note`,
    received,
    async idle() {
      for (const socket of used) {
        if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
      }
    },
    close,
  };
}

/** Bytes of a text, one per character. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Writes chunks one by one, each sent before the next is written. */
export async function writeAll(response: ServerResponse, chunks: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    if (chunk.length > 0) await new Promise((resolve) => response.write(chunk, resolve));
  }
}

/** A `fetch` that responds with these chunks, without a network: for tests over every split of the bytes. */
export function answering(
  head: Record<string, string>,
  chunks: readonly Uint8Array[],
  status = 200,
): { fetch: typeof fetch; cancelled: () => boolean } {
  let cancelled = false;
  const send: typeof fetch = async () => {
    const pending = [...chunks];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = pending.shift();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel() {
        cancelled = true;
      },
    });
    return new Response(body as BodyInit, { status, headers: head });
  };
  return { fetch: send, cancelled: () => cancelled };
}

/** The bytes as a whole, in every two pieces, and one by one. */
export function* everyChunking(bytes: Uint8Array): Generator<Uint8Array[]> {
  yield [bytes];
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
}
