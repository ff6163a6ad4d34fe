import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import type {
  Exchange,
  Framework,
  Handler,
  MiddlewareEvents,
  MiddlewareOptions,
} from "@resource-events/testing-middleware";
import compression from "compression";
import cors from "cors";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { MiddlewareError, resourceEvents } from "../src/index.ts";
import { applicationOf, complete, type Express, type ExpressMiddleware } from "./applications.ts";
import { notes } from "./notes.ts";
import { prefixed } from "./prefixed.ts";

function exchangeOf(request: Parameters<RequestHandler>[0], response: Response): Exchange {
  return {
    native: response,
    request,
    response,
    body: Buffer.isBuffer(request.body) ? String(request.body) : request.body,
    text: (text, status = 200) => void response.status(status).type("text").send(text),
    json: (value, status = 200) => void response.status(status).json(value),
    status: (status) => void response.sendStatus(status),
    // Errors are ignored: pipeline has ended the response.
    stream: (source) => pipeline(source, response.type("text")).catch(() => {}),
  };
}

/** All ways in which Express applications send a response. */
const ways: Readonly<Record<string, (directory: string) => RequestHandler>> = {
  "send with text": () => (_, res) => void res.send("hello"),
  "send with bytes": () => (_, res) => void res.send(Buffer.from("hello")),
  json: () => (_, res) => void res.json("hello"),
  format: () => (_, res) => void res.format({ text: () => res.send("hello") }),
  "a pipe": () => (_, res) => void Readable.from(["he", "ll", "o"]).pipe(res),
  "an awaited pipeline": () => async (_, res) => pipeline(Readable.from(["hel", "lo"]), res),
  sendFile: (directory) => (_, res) => res.sendFile(join(directory, "greeting.txt")),
  "sendFile with a callback": (directory) => (_, res, next) =>
    res.sendFile("greeting.txt", { root: directory }, (error) => error && next(error)),
  download: (directory) => (_, res) => res.download(join(directory, "greeting.txt")),
  render: (directory) => (_, res) => {
    res.app.engine("view", (path, options, done) => {
      const { name } = options as { name: string };
      createReadStream(path)
        .toArray()
        .then(([text]) => done(null, String(text).replace("{name}", name)), done);
    });
    res.app.set("views", directory).set("view engine", "view");
    res.render("greeting", { name: "ll" });
  },
  "writeHead and end": () => (_, res) => void res.writeHead(200, { "Content-Type": "text/plain" }).end("hello"),
  "writes over time": () => async (_, res) => {
    for (const letter of "hello") {
      res.write(letter);
      await setTimeout(1);
    }
    res.end();
  },
  "a response in a later handler": () => (_request, _res, next) => void setImmediate().then(() => next()),
};

/** Turns a handler of the suite into one of Express. */
function handlerOf(handle: Handler): RequestHandler {
  return (request, response, next) => {
    const handled = handle(exchangeOf(request, response), () => next());
    // Express 4 ignores promises.
    if (handled instanceof Promise) handled.catch(next);
  };
}

/** The middleware under test. */
function eventsOf(options: MiddlewareOptions): MiddlewareEvents<ExpressMiddleware> {
  const middleware = resourceEvents(options);
  const { notify, describe, close, stats } = middleware;
  return { middleware, describe: ({ native }, event) => describe(native as Response, event), notify, close, stats };
}

/** Shows a version of Express to the suite. */
export function expressFramework(name: string, express: Express): Framework<ExpressMiddleware> {
  return {
    name,
    errorType: "text/html; charset=utf-8",
    MiddlewareError,
    resourceEvents: eventsOf,
    application: (...chain) => complete(applicationOf(express, chain)),
    handler: handlerOf,
    withErrorHandler: (answer, ...handlers) => {
      const errorHandler: ErrorRequestHandler = (error, request, response, _next) =>
        answer(error, exchangeOf(request, response));
      return [...handlers, errorHandler];
    },
    notes: (...before) => complete(notes(express, applicationOf(express, before))),
    ways,
    file:
      (directory, file): RequestHandler =>
      (_, response) =>
        response.sendFile(join(directory, file)),
    parsers: () => [express.json(), express.urlencoded({ extended: false }), express.text(), express.raw()],
    compression,
    cors: () => cors({ methods: ["GET", "QUERY"], exposedHeaders: ["Events", "Event-ID"] }),
    prefixed: prefixed(express),
  };
}
