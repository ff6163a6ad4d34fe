import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import { socketOf } from "../connection.ts";
import { http2StreamOf, type NodeResponse } from "../messages.ts";

/**
 * What node knows of a connection below its sockets: how many bytes were given to the system's queue, and how many of them
 * the system has not taken. It is not public. Where it is missing, whole chunks count, and a head may count as not sent
 * that was: that is the safe side.
 */
interface Handle {
  readonly bytesWritten?: unknown;
  readonly writeQueueSize?: unknown;
  /** The connection below TLS. */
  readonly _parent?: Handle | null;
}

interface Transport {
  /** The bytes that the operating system has taken, at least. */
  readonly handedOver: number;
  /** The bytes that wait above the operating system, at most. */
  readonly waiting: number;
}

/** More than a record of TLS, which must have left as a whole before its reader can decrypt any of it. */
const tlsRecord = 17 * 1024;
/** More than a head on HTTP/2 takes. */
const http2Head = 64 * 1024;

/** Tells whether the head of a response, which is about to be written, was handed to the operating system. */
export class HeadProgress {
  readonly #before: number | undefined;

  constructor(private readonly response: NodeResponse) {
    const transport = transportOf(response);
    this.#before = transport && transport.handedOver + transport.waiting;
  }

  /** Whether the head was handed over, or there is no connection any more on which it could be. */
  get sent(): boolean {
    const { response } = this;
    if (socketOf(response)?.destroyed !== false) return true;
    const transport = transportOf(response);
    if (this.#before === undefined || transport === undefined || !response.headersSent) return false;
    const session = http2StreamOf(response)?.session;
    if (session !== undefined && framesWait(session)) return false;
    return transport.waiting === 0 || transport.handedOver >= this.#before + this.#length;
  }

  get #length(): number {
    if (http2StreamOf(this.response) !== undefined) return http2Head;
    const { _header: head, socket } = this.response as NodeResponse & { readonly _header?: unknown };
    if (typeof head !== "string") return Number.POSITIVE_INFINITY;
    return head.length + (isEncrypted(socket) ? tlsRecord : 0);
  }
}

function transportOf(response: NodeResponse): Transport | undefined {
  const socket = socketOf(response);
  if (socket === undefined) return undefined;
  const { _handle: handle } = socket as { readonly _handle?: Handle | null };
  const below = handle?._parent ?? handle;
  if (typeof below?.bytesWritten !== "number" || typeof below.writeQueueSize !== "number") {
    return http2StreamOf(response) === undefined && !isEncrypted(socket) ? chunksOf(socket) : undefined;
  }
  const encrypting = below === handle ? 0 : Number(handle?.writeQueueSize ?? 0);
  // What the socket itself holds back.
  const held = Math.max(0, socket.bytesWritten - Number(handle?.bytesWritten ?? 0));
  return {
    handedOver: below.bytesWritten - below.writeQueueSize,
    waiting: below.writeQueueSize + encrypting + held,
  };
}

/** What a socket says of itself: it counts each chunk as waiting until the system has taken all of it. */
function chunksOf({ bytesWritten, writableLength }: Socket): Transport {
  return { handedOver: bytesWritten - writableLength, waiting: writableLength };
}

function isEncrypted(socket: Socket | null): boolean {
  return socket !== null && "encrypted" in socket && socket.encrypted === true;
}

/** Whether frames, such as that of a head, wait for those before them. Content that waits for its reader's window does not count. */
function framesWait(session: Http2Session): boolean {
  return (session.state.outboundQueueSize ?? 0) > 0;
}
