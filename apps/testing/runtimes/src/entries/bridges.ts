import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createRequestListener as mjackson } from "@mjackson/node-fetch-server";
import { createRequestListener as remix } from "@remix-run/node-fetch-server";
import { inTurn } from "@resource-events/node";
import { fetchResourceEvents } from "@resource-events/server/fetch";
import { createServerAdapter } from "@whatwg-node/server";
import { toNodeHandler } from "srvx/node";

type Handle = (request: Request) => Promise<Response>;

/** The packages that serve a Fetch handler by node:http. */
const bridges: Readonly<Record<string, (handle: Handle) => RequestListener>> = {
  "@hono/node-server": (handle) => getRequestListener(handle),
  "@mjackson/node-fetch-server": (handle) => mjackson(handle),
  "@remix-run/node-fetch-server": (handle) => remix(handle),
  "@whatwg-node/server": (handle) => createServerAdapter(handle),
  srvx: (handle) => toNodeHandler(handle) as RequestListener,
};

/** Rejects, for the reason that is given, when the client has left. */
const leaving = ({ signal }: Request, reason = (): unknown => signal.reason): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(reason()));
  });

/** A body that begins, and fails when the client has left. */
const failing = (request: Request): ReadableStream =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode("begun"));
      leaving(request).catch((error) => controller.error(error));
    },
  });

const handlers: Readonly<Record<string, Handle>> = {
  "/whole": async () => new Response("begun"),
  "/body-fails": async (request) => new Response(failing(request)),
  "/handler-fails": (request) => leaving(request),
  "/handler-fails-itself": (request) => leaving(request, () => new Error("of its own")),
  "/body-cannot-be-left": async () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("begun")),
        cancel: () => Promise.reject(new Error("not to be left")),
      }),
    ),
};

let reported: unknown[] = [];
let begun = 0;
let left = 0;
const events = fetchResourceEvents({ onError: (error) => void reported.push(error) });
const application = events.wrap(async (request) => {
  begun += 1;
  request.signal.addEventListener("abort", () => {
    left += 1;
  });
  return handlers[new URL(request.url).pathname]?.(request) ?? new Response(null, { status: 404 });
});

const bridge = bridges[process.argv[2] ?? ""];
if (bridge === undefined) throw new Error(`The bridges are ${Object.keys(bridges).join(", ")}`);
const serve = process.argv[3] === "in-turn" ? inTurn(bridge(application)) : bridge(application);
const server = createServer((request, response) => {
  if (request.url !== "/report") return void serve(request, response);
  const subscriptions = events.stats().subscriptions.total;
  response.end(JSON.stringify({ begun, left, subscriptions, reported: reported.map(String) }));
  if (subscriptions === 0 && left === begun) [reported, begun, left] = [[], 0, 0];
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
