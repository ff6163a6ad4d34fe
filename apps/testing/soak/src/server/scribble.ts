import { createServer, type IncomingMessage } from "node:http";
import { resourceEvents } from "@resource-events/node";
import { createMemoryLog } from "@resource-events/server";
import type { ServerConfiguration } from "./configuration.ts";
import { countErrors } from "./errors.ts";
import { listen } from "./listen.ts";
import type { Served } from "./served.ts";

/**
 * Serves an application that trusts its writers: PUT stores any content with any type, PATCH appends any bytes and sends
 * them as the delta. The query of a mutation, decoded, describes its event and its response (`object`, `etag`, `type`,
 * `delta-type`, `location`).
 */
export async function serveScribble({ port = 0 }: ServerConfiguration): Promise<Served> {
  const texts = new Map<string, { readonly type: string; readonly content: Buffer }>();
  const { counts, onError } = countErrors();
  const events = resourceEvents({
    resource: (target) => target.replace(/\?.*/s, ""),
    log: createMemoryLog(),
    deltas: ["application/x-scribble", "application/octet-stream", "text/plain"],
    onError,
  });
  const server = createServer(
    events.wrap(async (request, response) => {
      try {
        const { pathname, searchParams } = new URL(request.url ?? "/", "http://scribble");
        const present = texts.get(pathname) ?? { type: "text/plain", content: Buffer.alloc(0) };
        if (request.method === "PUT" || request.method === "PATCH" || request.method === "POST") {
          const content = await contentOf(request);
          const type = request.headers["content-type"] ?? "text/plain";
          const appended = { ...present, content: Buffer.concat([present.content, content]) };
          texts.set(pathname, request.method === "PUT" ? { type, content } : appended);
          const [object, etag] = [searchParams.get("object"), searchParams.get("etag")];
          const [kind, deltaType] = [searchParams.get("type"), searchParams.get("delta-type")];
          events.describe(response, {
            ...(object === null ? {} : { object }),
            ...(etag === null ? {} : { etag }),
            ...(kind === null ? {} : { type: kind as "update" }),
            ...(deltaType === null ? {} : { delta: { mediaType: deltaType, content } }),
          });
          const location = searchParams.get("location");
          if (location !== null) response.setHeader("Location", location);
          response.writeHead(location === null ? 204 : 201, { "Content-Type": present.type }).end();
        } else if (request.method === "DELETE") {
          texts.delete(pathname);
          response.writeHead(204).end();
        } else {
          response.writeHead(200, { "Content-Type": present.type }).end(present.content);
        }
      } catch {
        // A value that can't be written in a head.
        response.writeHead(500).end();
      }
    }),
  );
  return listen(server, port, counts);
}

async function contentOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}
