import { createServer } from "node:http";
import koaCors from "@koa/cors";
import { resourceEvents as expressEvents } from "@resource-events/express";
import { resourceEvents as koaEvents } from "@resource-events/koa";
import { resourceEvents } from "@resource-events/node";
import { listen } from "@resource-events/testing-support";
import cors, { type CorsOptions } from "cors";
import express from "express";
import Koa from "koa";
import { recipe } from "./recipes.ts";

/** A server with a note at `/note`, which a PUT changes. */
export interface NoteServer {
  readonly origin: string;
  /** The number of subscriptions that are open. */
  open(): number;
  close(): Promise<void>;
}

export async function withExpress(options: CorsOptions = recipe("  cors({")): Promise<NoteServer> {
  const app = express();
  const events = expressEvents();
  app.use(cors(options), events);
  let text = "one";
  app.get("/note", (_, response) => {
    response.type("text/plain").send(text);
  });
  app.put("/note", express.text(), (request, response) => {
    text = request.body;
    response.sendStatus(204);
  });
  const { origin, close } = await listen(createServer(app));
  return { origin, close, open: () => events.stats().subscriptions.total };
}

export async function withKoa(): Promise<NoteServer> {
  const app = new Koa();
  const events = koaEvents();
  app.use(koaCors(recipe("      cors({"))).use(events);
  app.use((ctx) => {
    if (ctx.method === "PUT") ctx.status = 204;
    else ctx.body = "one";
  });
  const { origin, close } = await listen(createServer(app.callback()));
  return { origin, close, open: () => events.stats().subscriptions.total };
}

export async function withNode(): Promise<NoteServer> {
  const crossOrigin: Record<string, string> = recipe("const crossOrigin");
  const preflight: Record<string, string> = recipe("const preflight");
  const events = resourceEvents({ refusalFields: Object.entries(crossOrigin) });
  const server = createServer(
    events.wrap((request, response) => {
      response.setHeaders(new Map(Object.entries(crossOrigin)));
      if (request.headers["access-control-request-method"] !== undefined) response.writeHead(204, preflight).end();
      else if (request.method === "PUT") response.writeHead(204).end();
      else response.writeHead(200, { "Content-Type": "text/plain" }).end("one");
    }),
  );
  const { origin, close } = await listen(server);
  return { origin, close, open: () => events.stats().subscriptions.total };
}
