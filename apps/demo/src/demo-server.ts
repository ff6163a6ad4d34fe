import type { Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { FetchResourceEvents } from "@resource-events/server/fetch";

/** A server that does not listen yet, and what its streams are made by. */
export interface DemoServer {
  readonly server: Server | Http2Server;
  readonly events: Pick<FetchResourceEvents, "close" | "stats">;
}
