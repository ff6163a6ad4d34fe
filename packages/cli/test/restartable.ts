import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type NodeResourceEvents, resourceEvents } from "@resource-events/node";
import { createMemoryLog } from "@resource-events/server";
import { afterEach } from "vitest";

/** A resource whose server can be killed and started again at the same address; its log outlives that, if it is told to. */
export async function useRestartable({ keepsLog }: { readonly keepsLog: boolean }) {
  const log = createMemoryLog();
  let count = 0;
  let port = 0;
  let server: Server | undefined;
  let events: NodeResourceEvents;
  const kill = async (): Promise<void> => {
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    server = undefined;
    await closed;
  };
  const begin = async (): Promise<void> => {
    events = resourceEvents(keepsLog ? { log } : {});
    const handle = events.wrap((_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" }).end(`count ${count}`);
    });
    server = createServer(handle as Parameters<typeof createServer>[1]).listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  await begin();
  opened.push(kill);
  return {
    url: `http://127.0.0.1:${port}/note`,
    kill,
    start: begin,
    stats: () => events.stats(),
    /** Something happens, also while the server is down. @returns its entity tag */
    async happen(): Promise<string> {
      count += 1;
      await events.notify("/note", { type: "update", etag: `"${count}"` });
      return `"${count}"`;
    },
  };
}

const opened: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(opened.splice(0).map((kill) => kill())));
