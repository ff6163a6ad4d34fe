import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import { http2StreamOf, type NodeResponse } from "../messages.ts";

/**
 * What node knows of a connection below its sockets: how many bytes were given to the system's queue, and how many of them
 * the system has not taken. It is not public. Where it is missing, a head counts as not sent: that is the safe side.
 */
interface Handle {
  readonly bytesWritten?: unknown;
  readonly writeQueueSize?: unknown;
  /** The connection below TLS. */
  readonly _parent?: Handle | null;
}

interface Transport {
  /** The bytes that the operating system has taken. */
  readonly handedOver: number;
  /** The bytes that wait above the operating system, at most. */
  readonly waiting: number;
}

/** More than what TLS adds to a head. */
const tlsOverhead = 512;
/** More than a head on HTTP/2 takes. */
const http2Head = 64 * 1024;

/** Tells whether the head of a response, which is about to be written, was handed to the operating system. */
export class HeadProgress {
  readonly #before: number | undefined;

  constructor(private readonly response: NodeResponse) {
    const transport = transportOf(socketOf(response));
    this.#before = transport && transport.handedOver + transport.waiting;
  }

  /** Whether the head was handed over. */
  get sent(): boolean {
    const { response } = this;
    const transport = transportOf(socketOf(response));
    if (this.#before === undefined || transport === undefined || !response.headersSent) return false;
    const session = http2StreamOf(response)?.session;
    if (session !== undefined && framesWait(session)) return false;
    if (transport.waiting === 0) return true;
    return transport.handedOver >= this.#before + this.#length;
  }

  get #length(): number {
    if (http2StreamOf(this.response) !== undefined) return http2Head;
    const { _header: head } = this.response as { readonly _header?: unknown };
    if (typeof head !== "string") return Number.POSITIVE_INFINITY;
    const encrypted = (this.response.socket as { readonly encrypted?: boolean } | null)?.encrypted === true;
    return head.length + (encrypted ? tlsOverhead : 0);
  }
}

function socketOf(response: NodeResponse): Socket | null | undefined {
  return (http2StreamOf(response)?.session?.socket as Socket | undefined) ?? response.socket;
}

function transportOf(socket: Socket | null | undefined): Transport | undefined {
  const handle = (socket as { readonly _handle?: Handle | null } | null | undefined)?._handle;
  if (socket === null || socket === undefined || handle === null || handle === undefined) return undefined;
  const below = handle._parent ?? handle;
  const { bytesWritten, writeQueueSize } = below;
  if (typeof bytesWritten !== "number" || typeof writeQueueSize !== "number") return undefined;
  const encrypting = below === handle ? 0 : Number(handle.writeQueueSize ?? 0);
  // What the socket itself holds back; a chunk that the system has taken in part counts as a whole, unless it is all there is.
  const held = Math.max(0, socket.bytesWritten - Number(handle.bytesWritten ?? 0));
  return { handedOver: bytesWritten - writeQueueSize, waiting: writeQueueSize + encrypting + held };
}

/** Whether frames, such as that of a head, wait for those before them. Content that waits for its reader's window does not count. */
function framesWait(session: Http2Session): boolean {
  return (session.state.outboundQueueSize ?? 0) > 0;
}
