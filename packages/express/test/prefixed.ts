import type { Framework } from "@resource-events/testing-middleware";
import { applicationOf, complete, type Express, type ExpressMiddleware } from "./applications.ts";

/** The positions of the middleware in applications whose routers are under a prefix. */
export function prefixed(express: Express): Framework<ExpressMiddleware>["prefixed"] {
  const notes = () => {
    const inner = express.Router({ mergeParams: true });
    inner.get("/note", (req, res) => void res.send(`state of ${req.baseUrl}${req.url}`));
    inner.put("/note", (_req, res) => void res.sendStatus(204));
    inner.post("/notes", (req, res) => void res.status(201).location(String(req.query["location"])).end());
    inner.get("/made", (_req, res) => void res.send("made"));
    return express.Router().use("/v1", inner);
  };
  const mounted = (...chain: ExpressMiddleware[]) => complete(applicationOf(express).use("/api", ...chain));
  return {
    "the middleware for the whole application": (events) =>
      complete(applicationOf(express, [events]).use("/api", notes())),
    "the middleware under the prefix, too": (events) => mounted(events, notes()),
    "the middleware in a router": (events) => mounted(express.Router().use(events).use(notes())),
    "the middleware in an application": (events) => mounted(applicationOf(express, [events, notes()])),
  };
}
