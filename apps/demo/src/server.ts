import { once } from "node:events";
import type { Server } from "node:http";
import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { serveOnExpress } from "./adapters/express.ts";
import { serveOnFetch } from "./adapters/fetch.ts";
import { serveOnKoa } from "./adapters/koa.ts";
import { serveOnNode } from "./adapters/node.ts";
import type { Adapter, Configuration } from "./configuration.ts";
import { createNotesApplication, type NotesApplication } from "./notes/application.ts";
import { renderPage } from "./page.ts";

/** A server that does not listen yet, and what ends its streams. */
export interface DemoServer {
  readonly server: Server | Http2Server;
  /** Ends every stream cleanly. */
  close(): void;
}

/** The demo, listening. */
export interface RunningDemo {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Ends the streams cleanly and stops listening; resolves when every connection is gone. */
  close(): Promise<void>;
}

const serve: Readonly<Record<Adapter, (configuration: Configuration, application: NotesApplication) => DemoServer>> = {
  node: serveOnNode,
  express: serveOnExpress,
  koa: serveOnKoa,
  fetch: serveOnFetch,
};

/** Starts the notes server. Rejects with what the system says where it can't listen. */
export async function startDemo(configuration: Configuration): Promise<RunningDemo> {
  let origin = `http://${configuration.host}:${configuration.port}`;
  const application = createNotesApplication({ page: () => renderPage({ origin }) });
  const { server, close } = serve[configuration.adapter](configuration, application);
  const sessions = new Set<ServerHttp2Session>();
  if (!("closeIdleConnections" in server)) {
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
    async close() {
      const closed = once(server, "close");
      server.close();
      close();
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      // A session lets its streams end, and takes no more.
      for (const session of sessions) session.close();
      await closed;
    },
  };
}
