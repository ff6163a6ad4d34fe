import type { Application } from "@resource-events/testing-middleware";
import type { ErrorRequestHandler, RequestHandler } from "express";
import express4 from "express4";
import express5 from "express5";

/** Express in any version, with the types of the newest. */
export type Express = typeof express5;

/** All supported versions. */
export const versions: readonly (readonly [name: string, express: Express])[] = [
  ["Express 4", express4 as unknown as Express],
  ["Express 5", express5],
];

export type ExpressApplication = ReturnType<Express>;
export type ExpressMiddleware = RequestHandler | ErrorRequestHandler;

/** Makes an application with this middleware. */
export function applicationOf(express: Express, chain: readonly ExpressMiddleware[] = []): ExpressApplication {
  // Express prints errors to stderr, unless the environment is "test".
  const application = express().set("env", "test");
  for (const middleware of chain) application.use(middleware);
  return application;
}

/** Completes the application: it collects the errors that reach its end. */
export function complete(application: ExpressApplication): Application {
  const reported: unknown[] = [];
  const note: ErrorRequestHandler = (error, _request, _response, next) => {
    reported.push(error);
    next(error);
  };
  return { listener: application.use(note), reported };
}
