import type { Exchange } from "./exchange.ts";
import { Http1Connection } from "./http1.ts";
import { Http2Connection } from "./http2.ts";
import type { Connection, RequestToSend, WireOptions } from "./request.ts";

/** Opens a connection to the server of this URL, in the version of HTTP of the options. It may not be connected yet. */
export function openConnection(url: string | URL, options: WireOptions): Connection {
  const origin = new URL(url);
  return options.version === "HTTP/2" ? new Http2Connection(origin, options) : new Http1Connection(origin, options);
}

/** Sends a request on its own connection, which is dropped when the response has ended. */
export function openExchange(request: RequestToSend, options: WireOptions): Exchange {
  const connection = openConnection(request.url, options);
  const exchange = connection.send(request);
  exchange.onEnd(() => connection.close());
  return exchange;
}
