import { describe, expect, it } from "vitest";
import { resourceEvents } from "../src/index.ts";
import { type Application, quiet, serve, versions } from "./applications.ts";

/** An application as Express's documentation writes them, of five routes; `prepare` is where the one line goes. */
function application(express: (typeof versions)[number][1], prepare: (app: Application) => void): Application {
  const notes = new Map([["welcome", "Hello World!"]]);
  const app = quiet(express());
  prepare(app);
  app.use(express.text());
  app.get("/notes", (_, res) => {
    res.json([...notes.keys()]);
  });
  app.get("/notes/:id", (req, res) => {
    const note = notes.get(req.params.id);
    if (note === undefined) res.sendStatus(404);
    else res.type("text").send(note);
  });
  app.put("/notes/:id", (req, res) => {
    notes.set(req.params.id, req.body);
    res.sendStatus(204);
  });
  app.post("/notes", (req, res) => {
    notes.set("new", req.body);
    res.status(201).location("/notes/new").send("Created");
  });
  app.delete("/notes/:id", (req, res) => {
    if (notes.delete(req.params.id)) res.sendStatus(204);
    else res.status(404).json({ error: "no such note" });
  });
  return app;
}

const requests: readonly (readonly [head: string, content?: string])[] = [
  ["GET /notes HTTP/1.1"],
  ["GET /notes?page=1 HTTP/1.1"],
  ["GET /notes/welcome HTTP/1.1"],
  ["HEAD /notes/welcome HTTP/1.1"],
  ["GET /notes/welcome HTTP/1.1\nIf-None-Match: *"],
  ["GET /notes/missing HTTP/1.1"],
  ["GET /elsewhere HTTP/1.1"],
  ["GET /notes/welcome HTTP/1.0"],
  ["OPTIONS /notes/welcome HTTP/1.1"],
  ["PUT /notes/welcome HTTP/1.1\nContent-Type: text/plain", "Good morning!"],
  ["POST /notes HTTP/1.1\nContent-Type: text/plain", "New"],
  ["PATCH /notes/welcome HTTP/1.1\nContent-Type: text/plain", "Patch"],
  ["DELETE /notes/missing HTTP/1.1"],
  ["DELETE /notes/welcome HTTP/1.1"],
  ["DELETE /notes/%ff HTTP/1.1"],
];

/** What is allowed to differ, and what does anyhow. */
const added: ReadonlySet<string> = new Set(["accept-events", "accept-query", "event-id", "vary", "date"]);

/** Line by line; the head without what may differ. */
function comparable(response: {
  statusLine: string;
  lines: readonly string[];
  body: string;
  chunks: readonly string[];
}) {
  const { statusLine, lines, body, chunks } = response;
  const names = lines.filter((line) => !added.has(line.slice(0, line.indexOf(":")).toLowerCase()));
  return { statusLine, lines: names, body, chunks };
}

describe.each(versions)("%s, before and after one line", (_, express) => {
  it.each(requests.map(([head, content]) => ({ head, content })))(
    "answers $head the same, but for the fields of the protocols",
    async ({ head, content }) => {
      const before = await serve(application(express, () => {}));
      const after = await serve(application(express, (app) => app.use(resourceEvents())));
      const [method = ""] = head.split(" ");
      const [one, other] = await Promise.all(
        [before, after].map(({ connect }) => {
          const client = connect();
          client.send(`${head}\nConnection: close`, content);
          return client.response(method);
        }),
      );
      if (one === undefined || other === undefined) throw new Error("There is no answer");
      expect(comparable(other)).toEqual(comparable(one));
      const fields = ["Accept-Events", "Accept-Query", "Vary", "Event-ID"].filter(
        (name) => other.field(name) !== undefined,
      );
      const success = other.status < 300 && (content !== undefined || method === "DELETE");
      if (success) expect(fields).toEqual(["Event-ID"]);
      else if (!["GET", "HEAD"].includes(method)) expect(fields.filter((name) => name !== "Accept-Query")).toEqual([]);
      else if (other.status < 400) expect(fields).toEqual(["Accept-Events", "Accept-Query", "Vary"]);
      else expect(fields).toEqual(["Vary"]);
    },
  );
});
