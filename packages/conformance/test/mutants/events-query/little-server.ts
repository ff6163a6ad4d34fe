import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "./faults.ts";
import type { LittleEvent } from "./forms.ts";
import { Notes } from "./notes.ts";
import { type Audiences, answerQuery } from "./query.ts";
import type { Subscriber } from "./subscriber.ts";
import { subscriptionTypes } from "./subscription.ts";

const exposed = "Events, Accept-Query, Accept-Events, Event-ID, ETag, Location, Retry-After, Incremental, Accept-Patch";
const allowed = "Accept-Events, Content-Type, Events, Last-Event-ID, If-Match, If-None-Match";

/** A small server of Events Query with given faults. It shares no code with the packages of this project. */
export async function startLittleServer(given: readonly Fault[]) {
  const set = new Set(given);
  const has = (fault: Fault) => set.has(fault);
  const notes = new Notes(has);
  const subscribers = new Map<string, Set<Subscriber>>();
  const audiences: Audiences = {
    of: (path) => subscribers.get(path) ?? new Set(),
    join(path, subscriber) {
      subscribers.set(path, new Set([...(subscribers.get(path) ?? []), subscriber]));
    },
    leave: (path, subscriber) => subscribers.get(path)?.delete(subscriber),
  };
  const notify = (path: string, event: LittleEvent) => {
    if (has("silent")) return;
    const number = path.endsWith("/") ? 0 : notes.log(path).events.indexOf(event) + 1;
    for (const subscriber of [...audiences.of(path)]) subscriber.notify(event, number);
  };
  let made = 0;

  function mutate(request: IncomingMessage, response: ServerResponse, path: string, content: Buffer): void {
    const { method = "", headers } = request;
    const type = headers["content-type"] ?? "";
    const existed = notes.exists(path);
    if (!existed && method !== "PUT") return void response.writeHead(404).end();
    if (method === "PATCH" && type !== "application/merge-patch+json") return void response.writeHead(415).end();
    let target = path;
    if (method === "PUT") notes.put(path, type, content);
    else if (method === "PATCH") notes.patch(path, content.toString());
    else if (method === "DELETE") notes.remove(path);
    else if (path === "/notes/") {
      target = `/notes/made-${++made}`;
      notes.put(target, type, content);
    } else return void response.writeHead(405).end();
    const what = method === "DELETE" ? "delete" : existed && method !== "POST" ? "update" : "create";
    const own = what === "create" && has("making-is-update") ? "update" : what;
    const delta = method === "PATCH" ? { type, content: content.toString() } : undefined;
    const event = notes.record(target, { type: own, method, object: undefined, delta });
    const object = `http://${headers.host}${target}`;
    const above = notes.record("/notes/", { type: what, method, object, delta: undefined });
    const told = method === "POST" && !has("post-id-of-child") ? above : event;
    response.setHeader("Event-ID", told.id);
    if (told.etag !== undefined) response.setHeader("ETag", told.etag);
    if (method === "POST") response.setHeader("Location", target);
    response.writeHead(what === "create" ? 201 : 204).end();
    notify(target, event);
    if (!has("container-untold") || what !== "update") notify("/notes/", above);
  }

  const server = createServer(async (request, response) => {
    const { method = "", url: path = "/", headers } = request;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const content = Buffer.concat(pieces);
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (!has("fields-not-exposed")) response.setHeader("Access-Control-Expose-Headers", exposed);
    if (path === "/") {
      if (method === "GET") return void response.end("a page");
      response.setHeader("Allow", "GET");
      return void response.writeHead(has("other-methods-404") ? 404 : 405).end();
    }
    if (method === "QUERY") return answerQuery({ request, response, path, content, notes, audiences, has });
    const lacks = { GET: "get", HEAD: "head", OPTIONS: "options" }[method];
    if (lacks === undefined || !has(`accept-query-missing-in-${lacks}` as Fault)) {
      const malformed = method === "GET" && has("accept-query-malformed");
      response.setHeader("Accept-Query", malformed ? "application/json, ," : subscriptionTypes);
    }
    if (method === "OPTIONS") {
      const query = has("preflight-without-query") ? "" : ", QUERY";
      response.setHeader("Allow", `GET, HEAD, PUT, PATCH, POST, DELETE${has("query-not-allowed") ? "" : ", QUERY"}`);
      response.setHeader("Access-Control-Allow-Methods", `GET, PUT, PATCH, POST, DELETE${query}`);
      response.setHeader("Access-Control-Allow-Headers", allowed);
      return void response.writeHead(204).end();
    }
    if (method !== "GET" && method !== "HEAD") return mutate(request, response, path, content);
    const { status, type, etag, body } = notes.get(path, headers);
    response.writeHead(status, { "Content-Type": type, ETag: etag }).end(status === 200 ? body : "");
  });
  server.requestTimeout = 0;
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
