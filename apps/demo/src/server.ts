import { once } from "node:events";
import type { ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { CloseOptions, Statistics } from "@resource-events/server";
import { serveOnExpress } from "./adapters/express.ts";
import { serveOnFetch } from "./adapters/fetch.ts";
import { serveOnKoa } from "./adapters/koa.ts";
import { serveOnNode } from "./adapters/node.ts";
import { readAssets } from "./assets.ts";
import type { Adapter, Configuration } from "./configuration.ts";
import type { DemoServer } from "./demo-server.ts";
import { createNotesApplication, type NotesApplication } from "./notes/application.ts";
import { renderPage } from "./page.ts";

/** A running demo server. */
export interface RunningDemo {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Returns the current statistics. */
  stats(): Statistics;
  /**
   * Stops listening and ends the streams cleanly, so that their clients can resume. Closes connections that are left
   * after `within` seconds (default 10).
   */
  close(options?: CloseOptions): Promise<void>;
}

const serve: Readonly<Record<Adapter, (configuration: Configuration, application: NotesApplication) => DemoServer>> = {
  node: serveOnNode,
  express: serveOnExpress,
  koa: serveOnKoa,
  fetch: serveOnFetch,
};

/** Starts the notes server. Rejects with the system error if it cannot listen. */
export async function startDemo(configuration: Configuration): Promise<RunningDemo> {
  let origin = `http://${configuration.host}:${configuration.port}`;
  const assets = await readAssets();
  const application = createNotesApplication({ page: () => renderPage({ origin, assets }), assets: assets?.files });
  const { server, events } = serve[configuration.adapter](configuration, application);
  const sessions = new Set<ServerHttp2Session>();
  /** Connections without a request so far, which browsers open in advance. node:http does not count them as idle. */
  const unused = new Set<Socket>();
  let closing = false;
  if ("closeIdleConnections" in server) {
    server.on("connection", (socket) => {
      unused.add(socket);
      socket.once("close", () => unused.delete(socket));
    });
    server.on("request", (request, response) => {
      unused.delete(request.socket);
      // Otherwise a connection would stay open for a while after its last response.
      response.once("close", () => setImmediate(() => closing && server.closeIdleConnections()));
    });
  } else {
    server.on("session", (session) => {
      sessions.add(session);
      session.once("close", () => sessions.delete(session));
    });
  }
  server.listen(configuration.port, configuration.host);
  await once(server, "listening");
  const { address, family, port } = server.address() as AddressInfo;
  origin = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  return {
    origin,
    stats: events.stats,
    async close({ within = 10 } = {}) {
      const closed = once(server, "close");
      closing = true;
      server.close();
      for (const socket of unused) socket.destroy();
      // A session lets its streams end, and accepts no more.
      for (const session of sessions) session.close();
      // Other requests get as much time as the streams.
      const late = setTimeout(() => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        for (const session of sessions) session.destroy();
      }, within * 1000);
      await events.close({ within });
      await closed;
      clearTimeout(late);
    },
  };
}
