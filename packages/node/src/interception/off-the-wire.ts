import { http2StreamOf, type NodeResponse } from "../messages.ts";
import { method, replaceProperties } from "./replaced-properties.ts";
import { endTimeOuts } from "./time-outs.ts";

/** What an application does to a response that is kept, besides writing it. */
export interface OffTheWire {
  /** The application has ended its response: whatever it did to the connection is over. */
  end(): void;
}

/**
 * Keeps off the connection what an application does to a response that is kept. It must not hold back our own response,
 * which takes its place, nor be at its end: a cork, and trailer fields.
 */
export function keepOffTheWire(response: NodeResponse): OffTheWire {
  let ended = false;
  uncork(response);
  dropTrailers(response);
  const { cork: corkReally, uncork: uncorkReally } = response;
  const uncorkOnce = (): void => {
    if (response.writableCorked > 0) uncorkReally.call(response);
  };
  replaceProperties(response, {
    // For the rest of the tick, as node itself does for what is written in it.
    cork: method(() => {
      corkReally.call(response);
      process.nextTick(uncorkOnce);
    }),
    uncork: method(uncorkOnce),
    addTrailers: method(() => {}),
    setTrailer: method(() => {}),
  });
  return {
    end() {
      if (ended) return;
      ended = true;
      uncork(response);
      // node:http uncorks the socket, too, when a response ends.
      if (response.socket && http2StreamOf(response) === undefined) uncork(response.socket);
      endTimeOuts(response);
    },
  };
}

function uncork(corked: { readonly writableCorked: number; uncork(): void }): void {
  for (let count = corked.writableCorked; count > 0; count -= 1) corked.uncork();
}

/** Drops trailer fields that the application has set already. node has no method for that. */
function dropTrailers(response: NodeResponse): void {
  const stream = http2StreamOf(response);
  if (stream === undefined) Reflect.set(response, "_trailer", "");
  else stream.removeAllListeners("wantTrailers").on("wantTrailers", () => stream.sendTrailers({}));
}
