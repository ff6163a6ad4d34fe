import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { resourceEvents } from "@resource-events/node";
import { createMemoryLog } from "@resource-events/server";
import type { ServerConfiguration } from "./configuration.ts";
import { countErrors } from "./errors.ts";
import { resuming } from "./faulty.ts";
import { listen } from "./listen.ts";
import type { Served } from "./served.ts";

/**
 * Serves a list of numbers, which PATCH appends to. The list outlives the process, in a file; the log does not. Each event
 * carries the number that was appended: so a follower has the list, and sees if it missed a notification.
 */
export async function serveList({ port = 0, file = "", fault }: ServerConfiguration): Promise<Served> {
  const { counts, onError } = countErrors();
  const log = createMemoryLog();
  const events = resourceEvents({
    log: fault === "resumes" ? resuming(log) : log,
    deltas: ["application/json"],
    onError,
  });
  const list = readFileSync(file, "utf8").split("\n").slice(0, -1).map(Number);
  // It only grows, so its length identifies its state.
  const etag = () => `"${list.length}"`;
  const server = createServer(
    events.wrap(async (request, response) => {
      if (request.method === "PATCH") {
        let content = "";
        for await (const piece of request) content += piece;
        appendFileSync(file, `${Number(content)}\n`);
        list.push(Number(content));
        response.writeHead(204, { ETag: etag() }).end();
      } else {
        response.writeHead(200, { "Content-Type": "application/json", ETag: etag() }).end(JSON.stringify(list));
      }
    }),
  );
  return listen(server, port, counts);
}
