import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectOpenly, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectSecurely } from "node:tls";
import type { Address } from "./address.ts";
import { FrameLog } from "./frame-log.ts";

/** A connection of HTTP/2: in cleartext with prior knowledge, or over TLS with ALPN if the origin is `https`. */
export class Http2Connection {
  private constructor(
    readonly session: ClientHttp2Session,
    readonly frames: FrameLog,
    private readonly socket: Socket,
  ) {
    session.on("error", () => this.close());
    socket.on("error", () => this.close());
    socket.on("close", () => this.close());
  }

  static async open({ origin, certificate }: Address): Promise<Http2Connection> {
    const { protocol, hostname, port } = new URL(origin);
    const address = { host: hostname, port: Number(port) };
    const secure = protocol === "https:";
    const trust = certificate === undefined ? {} : { ca: certificate };
    const socket = secure ? connectSecurely({ ...address, ...trust, ALPNProtocols: ["h2"] }) : connectOpenly(address);
    await once(socket, secure ? "secureConnect" : "connect");
    socket.setNoDelay();
    const frames = new FrameLog();
    const tapped = Duplex.from({ readable: socket.pipe(frames), writable: socket });
    return new Http2Connection(connect(origin, { createConnection: () => tapped }), frames, socket);
  }

  /** Leaves without a word. */
  close(): void {
    this.session.destroy();
    this.socket.destroy();
  }
}
