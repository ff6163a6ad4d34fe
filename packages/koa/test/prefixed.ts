import Router from "@koa/router";
import type { Framework } from "@resource-events/testing-middleware";
import type { Middleware } from "koa";
import mount from "koa-mount";
import { applicationOf, complete, type KoaVersion } from "./applications.ts";

/** The routes, with the prefix or without it. */
function notes(prefix = ""): Middleware {
  const router = new Router({ prefix: `${prefix}/v1` });
  router.get("/note", (ctx) => {
    ctx.body = `state of ${ctx.originalUrl}`;
  });
  router.put("/note", (ctx) => {
    ctx.status = 204;
  });
  router.post("/notes", (ctx) => {
    ctx.status = 201;
    ctx.set("Location", String(ctx.query["location"]));
  });
  router.get("/made", (ctx) => {
    ctx.body = "made";
  });
  // The types of its parameters do not concern the middleware around it.
  return router.routes() as Middleware;
}

/** The positions of the middleware in applications whose routers are under a prefix. */
export function prefixed(Koa: KoaVersion): Framework<Middleware>["prefixed"] {
  const application = (...chain: Middleware[]) => complete(applicationOf(Koa, chain));
  return {
    "the middleware for the whole application": (events) => application(events, notes("/api")),
    "the middleware before a mounted router": (events) => application(events, mount("/api", notes())),
    "the middleware mounted, too": (events) => application(mount("/api", events), mount("/api", notes())),
  };
}
