import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import { describe, expect, it } from "vitest";
import { resourceEvents } from "../src/index.ts";
import { type Application, serve, versions } from "./applications.ts";

/** An application as Koa's documentation writes them, of five routes; `prepare` is where the one line goes. */
function application(Koa: (typeof versions)[number][1], prepare: (app: Application) => void): Application {
  const notes = new Map<string, unknown>([["welcome", "Hello World!"]]);
  const app = new Koa();
  prepare(app);
  app.use(bodyParser({ enableTypes: ["text", "json"] }));
  const router = new Router();
  router.get("/notes", (ctx) => {
    ctx.body = [...notes.keys()];
  });
  router.get("/notes/:id", (ctx) => {
    const { id = "" } = ctx.params;
    if (id === "stream") ctx.body = createReadStream(fileURLToPath(import.meta.url));
    else if (notes.has(id)) ctx.body = notes.get(id);
    if (ctx.query["etag"] !== undefined) ctx.etag = "tag";
    if (ctx.fresh) ctx.status = 304;
  });
  router.put("/notes/:id", (ctx) => {
    notes.set(ctx.params["id"] ?? "", ctx.request.body);
    ctx.status = 204;
  });
  router.post("/notes", (ctx) => {
    notes.set("new", ctx.request.body);
    ctx.status = 201;
    ctx.set("Location", "/notes/new");
    ctx.body = "Created";
  });
  router.delete("/notes/:id", (ctx) => {
    if (!notes.delete(ctx.params["id"] ?? "")) ctx.throw(404, "no such note");
    ctx.body = null;
  });
  app.use(router.routes()).use(router.allowedMethods());
  return app;
}

const requests: readonly (readonly [head: string, content?: string])[] = [
  ["GET /notes HTTP/1.1"],
  ["GET /notes?page=1 HTTP/1.1"],
  ["GET /notes/welcome HTTP/1.1"],
  ["GET /notes/stream HTTP/1.1"],
  ["HEAD /notes/welcome HTTP/1.1"],
  ['GET /notes/welcome?etag HTTP/1.1\nIf-None-Match: "tag"'],
  ["GET /notes/missing HTTP/1.1"],
  ["GET /elsewhere HTTP/1.1"],
  ["GET /notes/welcome HTTP/1.0"],
  ["OPTIONS /notes/welcome HTTP/1.1"],
  ["PUT /notes/welcome HTTP/1.1\nContent-Type: text/plain", "Good morning!"],
  ["POST /notes HTTP/1.1\nContent-Type: text/plain", "New"],
  ["PUT /notes/welcome HTTP/1.1\nContent-Type: application/json", "{no json"],
  ["PATCH /notes/welcome HTTP/1.1\nContent-Type: text/plain", "Patch"],
  ["DELETE /notes/missing HTTP/1.1"],
  ["DELETE /notes/welcome HTTP/1.1"],
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

describe.each(versions)("%s, before and after one line", (_, Koa) => {
  it.each(requests.map(([head, content]) => ({ head, content })))(
    "answers $head the same, but for the fields of the protocols",
    async ({ head, content }) => {
      const before = await serve(application(Koa, () => {}));
      const after = await serve(application(Koa, (app) => app.use(resourceEvents())));
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
      const names = ["Accept-Events", "Accept-Query", "Vary", "Event-ID"];
      const fields = names.filter((name) => other.field(name) !== undefined);
      const success = other.status < 300 && (content !== undefined || method === "DELETE");
      if (success) expect(fields).toEqual(["Event-ID"]);
      else if (!["GET", "HEAD"].includes(method)) expect(fields.filter((name) => name !== "Accept-Query")).toEqual([]);
      else if (other.status < 400) expect(fields).toEqual(["Accept-Events", "Accept-Query", "Vary"]);
      else expect(fields).toEqual(["Vary"]);
    },
  );
});
