import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate, setTimeout } from "node:timers/promises";
import { bodyParser } from "@koa/bodyparser";
import cors from "@koa/cors";
import type { Exchange, Framework, MiddlewareEvents, MiddlewareOptions } from "@resource-events/testing-middleware";
import type { Context, Middleware } from "koa";
import compress from "koa-compress";
import send from "koa-send";
import { MiddlewareError, resourceEvents } from "../src/index.ts";
import { applicationOf, complete, type KoaVersion } from "./applications.ts";
import { notes } from "./notes.ts";
import { prefixed } from "./prefixed.ts";

function exchangeOf(context: Context): Exchange {
  const answer = (body: unknown, status = 200) => {
    context.status = status;
    context.body = body;
  };
  return {
    native: context,
    request: context.req,
    response: context.res,
    body: context.request.body,
    text: answer,
    json: answer,
    status: (status) => {
      context.status = status;
    },
    stream: (source) => {
      context.type = "text";
      context.body = source;
    },
  };
}

/** All ways in which Koa applications send a response. */
const ways: Framework<Middleware>["ways"] = {
  "a text": () => (ctx) => {
    ctx.body = "hello";
  },
  bytes: () => (ctx) => {
    ctx.body = Buffer.from("hello");
  },
  JSON: () => (ctx) => {
    ctx.body = { text: "hello" };
  },
  "a stream": () => (ctx) => {
    ctx.type = "text";
    ctx.body = Readable.from([Buffer.from("hel"), Buffer.from("lo")]);
  },
  "a file's stream": (directory) => (ctx) => {
    ctx.type = "text";
    ctx.body = createReadStream(join(directory, "greeting.txt"));
  },
  "koa-send": (directory) => async (ctx) => void (await send(ctx, "greeting.txt", { root: directory })),
  "a template": (directory) => async (ctx) => {
    ctx.body = String(await readFile(join(directory, "greeting.view"))).replace("{name}", "ll");
  },
  "writes to node's response": () => (ctx) => {
    ctx.respond = false;
    ctx.res.writeHead(200, { "Content-Type": "text/plain" });
    ctx.res.write("he");
    ctx.res.end("llo");
  },
  "writes over time": () => (ctx) => {
    ctx.type = "text";
    ctx.body = Readable.from(
      (async function* () {
        for (const letter of "hello") {
          yield Buffer.from(letter);
          await setTimeout(1);
        }
      })(),
    );
  },
  "a response in a later handler": () => async (_, next) => {
    await setImmediate();
    await next();
  },
};

/** The middleware under test. */
function eventsOf(options: MiddlewareOptions): MiddlewareEvents<Middleware> {
  const middleware = resourceEvents(options);
  const { notify, describe, close, stats } = middleware;
  return { middleware, describe: ({ native }, event) => describe(native as Context, event), notify, close, stats };
}

/** Shows a version of Koa to the suite. */
export function koaFramework(name: string, Koa: KoaVersion): Framework<Middleware> {
  return {
    name,
    errorType: "text/plain; charset=utf-8",
    MiddlewareError,
    resourceEvents: eventsOf,
    application: (...chain) => complete(applicationOf(Koa, chain)),
    handler: (handle) => (context, next) => handle(exchangeOf(context), next),
    withErrorHandler: (answer, ...handlers) => {
      const errorHandler: Middleware = (context, next) => next().catch((error) => answer(error, exchangeOf(context)));
      return [errorHandler, ...handlers];
    },
    notes: (...before) => complete(notes(applicationOf(Koa, before))),
    ways,
    file: (directory, file) => async (context) => void (await send(context, file, { root: directory })),
    parsers: () => [
      bodyParser({
        enableTypes: ["json", "form", "text"],
        extendTypes: { text: ["text/plain", "application/octet-stream"] },
        parsedMethods: ["POST", "PUT", "PATCH", "QUERY"],
      }),
    ],
    compression: () => compress(),
    cors: () => cors({ allowMethods: ["GET", "QUERY"], exposeHeaders: ["Events", "Event-ID"] }),
    prefixed: prefixed(Koa),
  };
}
