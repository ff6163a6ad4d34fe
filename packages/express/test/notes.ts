import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Express, ExpressApplication } from "./applications.ts";

/** Adds notes to an application, in the style of Express's documentation. */
export function notes(express: Express, app: ExpressApplication): ExpressApplication {
  const texts = new Map([["welcome", "Hello World!"]]);
  app.use(express.text(), express.json({ type: ["application/json", "application/merge-patch+json"] }));
  app.get("/notes", (_req, res) => {
    res.json([...texts.keys()]);
  });
  app.get("/notes/stream", (_req, res) => {
    createReadStream(fileURLToPath(import.meta.url)).pipe(res.type("text"));
  });
  app.get("/notes/:id", (req, res) => {
    const text = texts.get(req.params.id);
    if (text === undefined) res.sendStatus(404);
    else res.format({ text: () => res.send(text), json: () => res.json({ text }) });
  });
  app.put("/notes/:id", (req, res) => {
    const created = !texts.has(req.params.id);
    texts.set(req.params.id, req.body);
    res.set("ETag", `"${req.body.length}"`).sendStatus(created ? 201 : 204);
  });
  app.patch("/notes/:id", (req, res) => {
    texts.set(req.params.id, req.body.text);
    res.json({ text: req.body.text });
  });
  app.post("/notes", (req, res) => {
    texts.set("new", req.body);
    res.status(201).location("/notes/new").send("Created");
  });
  app.delete("/notes/:id", (req, res) => {
    if (texts.delete(req.params.id)) res.sendStatus(204);
    else res.status(404).json({ error: "no such note" });
  });
  return app;
}
