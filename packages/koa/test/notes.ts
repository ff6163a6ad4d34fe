import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import type Koa from "koa";

/** Adds notes to an application, in the style of Koa's documentation. */
export function notes(app: Koa): Koa {
  const texts = new Map([["welcome", "Hello World!"]]);
  const router = new Router();
  router.get("/notes", (ctx) => {
    ctx.body = [...texts.keys()];
  });
  router.get("/notes/stream", (ctx) => {
    ctx.body = createReadStream(fileURLToPath(import.meta.url));
  });
  router.get("/notes/:id", (ctx) => {
    const text = texts.get(ctx.params["id"] ?? "");
    if (text === undefined) return ctx.throw(404);
    const type = ctx.accepts("text", "json");
    if (type === false) return ctx.throw(406);
    ctx.body = type === "text" ? text : { text };
    ctx.etag = String(text.length);
    if (ctx.fresh) ctx.status = 304;
  });
  router.put("/notes/:id", (ctx) => {
    const { id = "" } = ctx.params;
    ctx.status = texts.has(id) ? 204 : 201;
    texts.set(id, String(ctx.request.body));
    ctx.etag = String(texts.get(id)?.length);
  });
  router.patch("/notes/:id", (ctx) => {
    texts.set(ctx.params["id"] ?? "", Object(ctx.request.body).text);
    ctx.body = ctx.request.body;
  });
  router.post("/notes", (ctx) => {
    texts.set("new", String(ctx.request.body));
    ctx.status = 201;
    ctx.set("Location", "/notes/new");
    ctx.body = "Created";
  });
  router.delete("/notes/:id", (ctx) => {
    if (!texts.delete(ctx.params["id"] ?? "")) ctx.throw(404, "no such note");
    ctx.body = null;
  });
  // The parser merges these types with its own.
  const extendTypes = { json: ["application/json", "application/merge-patch+json"] };
  app.use(bodyParser({ enableTypes: ["text", "json"], extendTypes }));
  app.use(router.routes()).use(router.allowedMethods());
  return app;
}
