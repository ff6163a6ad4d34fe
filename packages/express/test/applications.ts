import type { Application } from "@resource-events/testing-middleware";
import type { ErrorRequestHandler, RequestHandler } from "express";
import express4 from "express4";
import express5 from "express5";

/** Express of any version, under the types of the newest. */
export type Express = typeof express5;

/** Every version that is supported. */
export const versions: readonly (readonly [name: string, express: Express])[] = [
  ["Express 4", express4 as unknown as Express],
  ["Express 5", express5],
];

export type ExpressApplication = ReturnType<Express>;
export type ExpressMiddleware = RequestHandler | ErrorRequestHandler;

/** An application with this middleware. */
export function applicationOf(express: Express, chain: readonly ExpressMiddleware[] = []): ExpressApplication {
  // Express tells of errors on stderr, unless it is tested.
  const application = express().set("env", "test");
  for (const middleware of chain) application.use(middleware);
  return application;
}

/** The application when it is complete: what errors reach its end is noted. */
export function complete(application: ExpressApplication): Application {
  const reported: unknown[] = [];
  const note: ErrorRequestHandler = (error, _request, _response, next) => {
    reported.push(error);
    next(error);
  };
  return { listener: application.use(note), reported };
}
