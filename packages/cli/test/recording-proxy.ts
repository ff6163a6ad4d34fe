import { connect, createServer } from "node:net";
import { listen, readResponse } from "@resource-events/testing-support";
import { afterEach } from "vitest";

/** Starts a proxy between a client and a server, which records what the server sends. */
export async function recordingProxy(origin: string) {
  const target = new URL(origin);
  const connections: Buffer[][] = [];
  const server = createServer((client) => {
    const pieces: Buffer[] = [];
    connections.push(pieces);
    const upstream = connect(Number(target.port), target.hostname);
    upstream.on("data", (piece) => void pieces.push(piece));
    client.pipe(upstream).pipe(client);
    client.on("error", () => {}).on("close", () => upstream.destroy());
    upstream.on("error", () => {});
  });
  const { origin: own, close } = await listen(server);
  opened.push(close);
  return {
    origin: own,
    /** The content of the last response so far, without its chunked coding. */
    content(): Buffer {
      const response = readResponse(Buffer.concat(connections.at(-1) ?? []), "GET", false);
      if (response?.field("Transfer-Encoding") !== "chunked") throw new Error(`It is not chunked: ${response?.lines}`);
      return Buffer.from(response.body, "latin1");
    },
  };
}

const opened: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(opened.splice(0).map((close) => close())));
