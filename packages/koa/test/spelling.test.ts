import Router from "@koa/router";
import { pageForAllElse, type ServeRoutes, serveWithEvents, spellingSuite } from "@resource-events/testing-middleware";
import type { Context, Middleware, Next } from "koa";
import { describe } from "vitest";
import { complete, versions } from "./applications.ts";
import { koaFramework } from "./koa-framework.ts";

const guard = (context: Context, next: Next) =>
  context.path.startsWith("/api/salaries") ? context.throw(401) : next();

const answer = (context: { body: unknown }) => {
  context.body ??= pageForAllElse;
};

describe.each(versions)("%s", (name, Koa) => {
  const framework = koaFramework(name, Koa);
  const serve: ServeRoutes = ({ middleware: place, rest, options }) =>
    serveWithEvents(
      framework,
      ({ middleware }) => {
        const app = new Koa();
        app.silent = true;
        if (place === "after the guard") app.use(guard);
        app.use(middleware as Middleware);
        if (place === "first") app.use(guard);
        const router = new Router();
        router.all("/notes/:id", (context) => {
          context.body = context["params"]["id"];
        });
        if (rest === "wildcard") router.all("/{*path}", answer);
        app.use(router.routes() as unknown as Middleware);
        app.use(answer);
        return complete(app);
      },
      options,
    );
  spellingSuite(serve);
});
