import type { RequestListener } from "node:http";
import { type NodeResourceEvents, resourceEvents } from "@resource-events/node";
import { createMemoryLog } from "@resource-events/server";
import { RestartableServer } from "@resource-events/testing-support";
import { afterEach } from "vitest";

/** Makes a resource whose server can be killed and restarted at the same address. With `keepsLog`, its log survives that. */
export async function useRestartable({ keepsLog }: { readonly keepsLog: boolean }) {
  const log = createMemoryLog();
  const server = new RestartableServer();
  let count = 0;
  let events: NodeResourceEvents;
  const start = async (): Promise<void> => {
    events = resourceEvents(keepsLog ? { log } : {});
    const handle = events.wrap((_, response) => {
      response.writeHead(200, { "Content-Type": "text/plain" }).end(`count ${count}`);
    });
    await server.start(handle as RequestListener);
  };
  const kill = () => server.kill();
  await start();
  opened.push(kill);
  return {
    url: `${server.origin}/note`,
    kill,
    start,
    stats: () => events.stats(),
    /** Changes the resource, even while the server is down. @returns the new entity tag */
    async happen(): Promise<string> {
      count += 1;
      await events.notify("/note", { type: "update", etag: `"${count}"` });
      return `"${count}"`;
    },
  };
}

const opened: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(opened.splice(0).map((kill) => kill())));
