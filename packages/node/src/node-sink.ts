import { constants } from "node:http2";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { Sink } from "@resource-events/server/adapter";
import type { ChunkFraming } from "./chunk-framing.ts";
import type { OriginalMethods } from "./interception/original-methods.ts";
import { http2StreamOf, isClosed, type NodeResponse } from "./messages.ts";

/** Write longer chunks with `response.write`: framing them ourselves would copy them. */
const longest = 16 * 1024;

/** Makes a sink for a response of node:http or node:http2 whose head has been sent. */
export function nodeSink(response: NodeResponse, originals: OriginalMethods, frame: ChunkFraming): Sink {
  const direct = directSocket(response, originals);
  // In Node 22 an HTTP/2 response does not say that it needs to drain; its stream does.
  const drained: Writable = direct ?? http2StreamOf(response) ?? response;
  let closed = isClosed(response);
  let ended = false;
  let wake: (() => void) | undefined;
  const listeners: (() => void)[] = [];
  // One listener for everything: Node warns of more than ten, and handlers and pipes add their own.
  response.once("close", () => {
    closed = true;
    wake?.();
    for (const listener of listeners.splice(0)) listener();
  });
  return {
    write(bytes) {
      if (closed || ended) return;
      const { byteLength } = bytes;
      // A corked response holds content that comes first. If the socket was ended, only the response knows how to handle that.
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
      // Without chunks, only a reset distinguishes a cut-off from an end.
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
 * The socket of a response that is sent in chunks. We write framed chunks to it ourselves, since `response.write` makes four
 * writes of each. `undefined` if there are no chunks, or if middleware has replaced `write`, for example to compress.
 */
function directSocket(response: NodeResponse, { untouched }: OriginalMethods): Socket | undefined {
  return untouched && response.chunkedEncoding ? (response.socket ?? undefined) : undefined;
}

function reset(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    // Only TCP has resets. TLS shows a cut-off by itself: it ends without a close_notify.
    socket.destroy();
  }
}
