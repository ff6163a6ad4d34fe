import { connect as connectOpenly, isIP, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { WireOptions } from "./request.ts";

/** Starts to connect to the server of this URL. Returns the socket, and the event that says that it is connected. */
export function connectTo(
  url: URL,
  { version, certificateAuthority, insecure }: WireOptions,
): { readonly socket: Socket; readonly ready: "connect" | "secureConnect" } {
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (secure ? 443 : 80);
  if (!secure) return { socket: connectOpenly({ host, port, noDelay: true }), ready: "connect" };
  const socket = connectSecurely({
    host,
    port,
    ALPNProtocols: [version === "HTTP/2" ? "h2" : "http/1.1"],
    rejectUnauthorized: insecure !== true,
    ...(isIP(host) ? {} : { servername: host }),
    ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
  });
  socket.setNoDelay();
  return { socket, ready: "secureConnect" };
}

/** Whether the system says that the other side reset the connection. */
export function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}
