import express, { type Express, type Request, type Response } from "express";
import acceptEvents from "express-accept-events";
import negotiateEvents from "express-negotiate-events";
import prep from "express-prep";
import eventID from "express-prep/event-id";
import * as negotiate from "express-prep/negotiate";
import type { NegotiatedFields } from "express-prep/templates";

interface Note {
  readonly type: string;
  readonly text: string;
  readonly version: number;
  readonly changed: Date;
}

const container = "/notes/";
const patchType = "application/merge-patch+json";

/**
 * Notes in memory, with notifications as in the READMEs of express-prep and express-negotiate-events. GET responds by
 * `sendEvents`, or with the plain response if that sends no notifications. A change ends its response, then triggers. The server
 * does properly what these packages leave to applications (404, entity tags, the container), so that the suite's findings concern
 * the packages.
 */
export function noteServer(): Express {
  const notes = new Map<string, Note>();
  let versions = 0;
  let changed = new Date();
  const keep = (path: string, type: string, text: string): Note => {
    versions += 1;
    changed = new Date();
    const note = { type, text, version: versions, changed };
    notes.set(path, note);
    return note;
  };

  const app = express();
  app.disable("x-powered-by");
  app.use(acceptEvents, eventID, negotiateEvents, prep);
  app.use(express.text({ type: () => true }));

  app.get(container, (_request, response) => {
    const text = JSON.stringify([...notes.keys()]);
    serve(response, { type: "application/json", text, version: versions, changed });
  });
  app.post(container, (request, response, next) => {
    const path = `${container}${versions + 1}`;
    const note = keep(path, typeOf(request), request.body);
    response.status(201).setHeader("Location", path);
    answer(response, note);
    next();
  });

  app.get("/notes/:id", ({ path }, response) => {
    const note = notes.get(path);
    if (note === undefined) response.sendStatus(404);
    else serve(response, note);
  });
  app.use("/notes/:id", ({ method, baseUrl, headers }, response, next) => {
    const wanted = headers["if-match"];
    const failed = wanted !== undefined && wanted !== "*" && wanted !== `"${notes.get(baseUrl)?.version}"`;
    if (failed && method !== "GET" && method !== "HEAD") response.sendStatus(412);
    else next();
  });
  app.put("/notes/:id", (request, response, next) => {
    const created = !notes.has(request.path);
    const note = keep(request.path, typeOf(request), request.body);
    response.status(created ? 201 : 204);
    answer(response, note);
    next();
  });
  app.patch("/notes/:id", (request, response, next) => {
    const note = notes.get(request.path);
    if (note === undefined) return response.sendStatus(404);
    if (typeOf(request) !== patchType || note.type !== "application/json") {
      return response.setHeader("Accept-Patch", patchType).sendStatus(415);
    }
    const members = Object.entries({ ...JSON.parse(note.text), ...JSON.parse(request.body) });
    const text = JSON.stringify(Object.fromEntries(members.filter(([, value]) => value !== null)));
    // If nothing changed, the event has no delta.
    if (text !== note.text) response.locals["delta"] = request.body;
    answer(response.status(204), text === note.text ? note : keep(request.path, note.type, text));
    return next();
  });
  app.post("/notes/:id", (request, response, next) => {
    const note = notes.get(request.path);
    if (note === undefined) return response.sendStatus(404);
    if (note.type !== "application/json") return response.sendStatus(415);
    const comments = [...(JSON.parse(note.text).comments ?? []), request.body];
    const text = JSON.stringify({ ...JSON.parse(note.text), comments });
    answer(response.status(204), keep(request.path, note.type, text));
    return next();
  });
  app.delete("/notes/:id", (request, response, next) => {
    if (!notes.delete(request.path)) return response.sendStatus(404);
    versions += 1;
    changed = new Date();
    answer(response.status(204));
    return next();
  });

  // Only successful requests get here.
  const triggering = ["post", "put", "patch", "delete"] as const;
  for (const method of triggering) app[method]([container, "/notes/:id"], trigger);
  return app;
}

function serve(response: Response, { type, text, version, changed }: Note): void {
  const headers = { "Content-Type": type };
  response.setHeader("ETag", `"${version}"`);
  response.setHeader("Last-Modified", changed.toUTCString());
  if (response.req.fresh) {
    response.status(304).end();
    return;
  }
  const failed = response.sendEvents({
    body: text,
    headers,
    config: { prep: `accept=("message/rfc822";delta=("${patchType}"))` },
    modifiers: { prep: { negotiateEvents: negotiateDelta } },
  });
  if (!failed) return;
  response.setHeaders(new Headers(headers));
  response.end(text);
}

/**
 * Negotiates deltas. express-prep leaves them to the application: it passes what the client asks for and what is offered, and
 * expects what to send.
 */
function negotiateDelta(fields: NegotiatedFields | undefined): NegotiatedFields | undefined {
  if (fields === undefined) return undefined;
  const [, parameters, asked] = fields["content-type"];
  const delta = asked?.has("delta") ? negotiate.type(asked.get("delta"), parameters.get("delta")) : undefined;
  if (delta === undefined) parameters.delete("delta");
  else parameters.set("delta", delta);
  return fields;
}

/** Ends the response to a change. */
function answer(response: Response, note?: Note): void {
  if (note !== undefined) response.setHeader("ETag", `"${note.version}"`);
  response.setHeader("Event-ID", response.setEventID());
  response.end();
}

/** Notifies the note, and the container, whose list changes with each note. */
function trigger(request: Request, response: Response): void {
  const { prep } = response.events;
  const eTag = response.getHeader("ETag");
  if (request.path !== container) {
    const { delta } = response.locals;
    prep.trigger({
      generateNotification: ({ "content-type": [, parameters] }) =>
        prep.defaultNotification({ eTag, delta: parameters.has("delta") ? delta : undefined }),
    });
  }
  const id = String(response.getHeader("Event-ID"));
  const eventID = response.setEventID({ path: container, id });
  const location = response.getHeader("Location") ?? request.path;
  prep.trigger({ path: container, generateNotification: () => prep.defaultNotification({ eventID, location }) });
}

function typeOf(request: Request): string {
  return request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "application/octet-stream";
}
