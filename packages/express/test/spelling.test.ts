import { pageForAllElse, type ServeRoutes, serveWithEvents, spellingSuite } from "@resource-events/testing-middleware";
import type { RequestHandler } from "express";
import { describe } from "vitest";
import { complete, versions } from "./applications.ts";
import { expressFramework } from "./express-framework.ts";

const guard: RequestHandler = (_, response) => void response.sendStatus(401);
const answer: RequestHandler = (_, response) => void response.send(pageForAllElse);

describe.each(versions)("%s", (name, express) => {
  const framework = expressFramework(name, express);
  const serve: ServeRoutes = ({ middleware: place, rest, options }) =>
    serveWithEvents(
      framework,
      ({ middleware }) => {
        const app = express();
        if (place === "after the guard") app.use("/api/salaries", guard);
        app.use(middleware as RequestHandler);
        if (place === "first") app.use("/api/salaries", guard);
        app.all("/notes/:id", (request, response) => void response.send(request.params.id));
        if (rest === "handler") app.use(answer);
        else app.all(name === "Express 4" ? "*" : "/{*path}", answer);
        return complete(app);
      },
      options,
    );
  spellingSuite(serve);
});
