import { constants } from "node:http2";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { Sink } from "@resource-events/server/adapter";
import type { ChunkFraming } from "./chunk-framing.ts";
import type { OriginalMethods } from "./interception/original-methods.ts";
import { http2StreamOf, isClosed, type NodeResponse } from "./messages.ts";

/** Write longer chunks with `response.write`: framing them ourselves would copy them. */
const longest = 16 * 1024;

/** Writes to a response of node:http whose head has been sent. */
export function nodeSink(response: NodeResponse, originals: OriginalMethods, frame: ChunkFraming): Sink {
  const direct = directSocket(response, originals);
  // Node 22 does not tell of a response of HTTP/2 that it needs to drain; its stream does.
  const drained: Writable = direct ?? http2StreamOf(response) ?? response;
  let closed = isClosed(response);
  let ended = false;
  let wake: (() => void) | undefined;
  const listeners: (() => void)[] = [];
  // One for everything: a handler and what it pipes have theirs on the same response, and Node warns of more than ten.
  response.once("close", () => {
    closed = true;
    wake?.();
    for (const listener of listeners.splice(0)) listener();
  });
  return {
    write(bytes) {
      if (closed || ended) return;
      const { byteLength } = bytes;
      // Corked, the response has content that is to precede this one; and a socket that was ended only it knows how to take.
      const past = byteLength > 0 && byteLength <= longest && response.writableCorked === 0;
      if (past && direct?.writable === true) direct.write(frame(bytes));
      else originals.write(bytes);
    },
    get waiting() {
      return response.writableLength;
    },
    async ready() {
      while (!closed && !ended && drained.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          drained.once("drain", resolve);
        });
        if (wake !== undefined) drained.off("drain", wake);
      }
    },
    end() {
      if (closed || ended) return;
      ended = true;
      originals.end();
    },
    abort() {
      ended = true;
      const stream = http2StreamOf(response);
      if (stream !== undefined) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      // Without chunks, only a reset tells a cut-off from an end.
      if (response.socket !== null && !response.chunkedEncoding) reset(response.socket);
      response.destroy();
    },
    onClose(listener) {
      if (closed) listener();
      else listeners.push(listener);
    },
  };
}

/**
 * The socket of a response that is sent in chunks: they are written to it framed, past `response.write`, which makes
 * four writes of each. `undefined` where there are none, or where somebody has put a `write` of their own on the
 * response, such as one that compresses.
 */
function directSocket(response: NodeResponse, { untouched }: OriginalMethods): Socket | undefined {
  return untouched && response.chunkedEncoding ? (response.socket ?? undefined) : undefined;
}

function reset(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    // Only TCP knows resets. TLS tells a cut-off by itself: it ends without a close_notify.
    socket.destroy();
  }
}
