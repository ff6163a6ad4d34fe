import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach } from "vitest";

/** What went from a server to its clients on one connection. */
export interface Recording {
  readonly bytes: () => Buffer;
}

/** Stands between a client and a server and records what the server's socket sends. */
export async function recordingProxy(origin: string) {
  const target = new URL(origin);
  const connections: Buffer[][] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((client) => {
    const pieces: Buffer[] = [];
    connections.push(pieces);
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on("data", (piece) => void pieces.push(piece));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    client.on("close", () => upstream.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The content of the last response, as it stands on the wire behind its chunked coding. */
    content: () => dechunked(Buffer.concat(connections.at(-1) ?? [])),
  };
}

const opened: (() => void)[] = [];
afterEach(() => opened.splice(0).forEach((close) => void close()));

/** The content of an HTTP/1.1 response in the chunked coding (RFC 9112 section 7.1), as far as it is there. */
function dechunked(message: Buffer): Buffer {
  let at = message.indexOf("\r\n\r\n") + 4;
  const head = message.subarray(0, at).toString("latin1");
  if (!/\r\ntransfer-encoding: chunked\r\n/i.test(head)) throw new Error(`It is not chunked: ${head}`);
  const chunks: Buffer[] = [];
  for (;;) {
    const end = message.indexOf("\r\n", at);
    const size = Number.parseInt(message.subarray(at, end).toString("latin1"), 16);
    if (end < 0 || !size) return Buffer.concat(chunks);
    chunks.push(message.subarray(end + 2, end + 2 + size));
    at = end + 4 + size;
  }
}
