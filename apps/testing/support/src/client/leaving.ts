import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";

/** How a client leaves: it closes its connection, or resets it; on HTTP/2 it may also reset its stream. */
export const waysToLeave = ["FIN", "RST", "HTTP/2 cancel", "HTTP/2 error", "HTTP/2 FIN"] as const;

/** A client that asks for notifications, and leaves without a word. */
export interface LeavingClient {
  /** How many bytes have come. */
  readonly size: number;
  leave(): void;
}

/** Asks for the notifications of a resource by PREP or Events Query, for a client that will leave in this way. */
export function subscribeToLeave(
  port: number,
  way: (typeof waysToLeave)[number],
  { query = false, target = "/note", whole = true } = {},
): LeavingClient {
  const content = query ? '{"state":{},"events":{}}' : "";
  // Without its end, the content of a QUERY never comes.
  const sent = whole ? content : content.slice(0, 5);
  const type = { "content-type": "application/json", accept: "multipart/mixed" };
  const fields = query ? { ...type, "content-length": String(content.length) } : { "accept-events": '"prep"' };
  if (way === "FIN" || way === "RST") {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect({ port, host: "127.0.0.1" });
    socket.write(`${query ? "QUERY" : "GET"} ${target} HTTP/1.1\r\nHost: x\r\n${lines.join("")}\r\n${sent}`);
    return counting(socket, () => (way === "FIN" ? socket.destroy() : socket.resetAndDestroy()));
  }
  const session: ClientHttp2Session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  const stream: ClientHttp2Stream = session.request(
    { ":path": target, ":method": query ? "QUERY" : "GET", ...fields },
    { endStream: !query },
  );
  if (query && whole) stream.end(sent);
  else if (query) stream.write(sent);
  stream.on("close", () => session.destroy());
  return counting(stream, () => {
    if (way === "HTTP/2 FIN") session.destroy();
    else stream.close(way === "HTTP/2 cancel" ? 8 : 2);
  });
}

function counting(source: Socket | ClientHttp2Stream, leave: () => unknown): LeavingClient {
  let size = 0;
  source.on("error", () => {});
  source.on("data", (bytes: Buffer) => {
    size += bytes.byteLength;
  });
  return {
    get size() {
      return size;
    },
    leave: () => void leave(),
  };
}
