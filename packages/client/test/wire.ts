import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as the server got it, with its content. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly content: string;
}

/** What a server does with one request. */
export type Answerer = (response: ServerResponse, request: Received) => unknown;

/** A server on a real socket that does what a test says. */
export interface Wire {
  readonly url: string;
  readonly received: Received[];
  /**
   * Resolves once no connection is left that had a request: what a client that left must bring about. Some versions of Node
   * open another one in place of the one that they close, and keep it for some seconds without use.
   */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server. */
export async function serve(answer: Answerer): Promise<Wire> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const used = new Set<Socket>();
  const server: Server = createServer(async (request, response) => {
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
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/note`,
    received,
    async idle() {
      for (const socket of used) {
        if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
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

/** Waits until something is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A `fetch` that answers with these chunks and no network: for tests over every split of the bytes. */
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
