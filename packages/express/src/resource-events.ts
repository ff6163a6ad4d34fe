import { alreadyAnswered, contentRead, resourceEvents as nodeResourceEvents, resourceKey } from "@resource-events/node";
import type { DescribedEvent, ResourceEvents } from "@resource-events/server";
import type { NextFunction, Request, Response } from "express";
import { saveSessionWithResponse } from "./kept-session.ts";
import type { ExpressOptions } from "./options.ts";

/** The middleware that {@link resourceEvents} makes. `close` leaves the server itself running: close it, too. */
export interface ExpressResourceEvents extends ResourceEvents {
  /** For `app.use` and `router.use`. */
  (request: Request, response: Response, next: NextFunction): void;
  /** Adds to what the response to a mutation says of its event. Call it in the handler, before it responds. */
  describe(response: Response, event: DescribedEvent): void;
}

/**
 * Makes the resources of an Express application push their changes by PREP and HTTP Events Query:
 * `app.use(resourceEvents())`, before body parsers and handlers.
 *
 * @throws `ServerError` `option` if an option is invalid.
 */
export function resourceEvents(options: ExpressOptions = {}): ExpressResourceEvents {
  const keyOf = resourceKey(options.resource);
  const { resource, scope, client, authorize, ...others } = options;
  // The requests of node:http are Express's here: it has extended them.
  const events = nodeResourceEvents({
    ...others,
    resource: typeof resource === "function" ? (target, request) => resource(target, request as Request) : resource,
    ...(scope && { scope: (request, name) => scope(request as Request, name) }),
    ...(client && { client: (request) => client(request as Request) }),
    ...(authorize && { authorize: (request, name) => authorize(request as Request, name) }),
  });

  const middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      events.report(alreadyAnswered());
      return void next();
    }
    const { url, originalUrl } = request;
    if (request.method === "QUERY" && request.readableDidRead && options.eventsQuery !== false) {
      if (keyOf(originalUrl, request) !== undefined) return void next(contentRead());
    }
    if (request.method !== "GET" && request.method !== "HEAD") watchEtag(response, events.automaticEtag);
    // Under a prefix, Express removes the prefix from the URL, but the key needs the whole target.
    request.url = originalUrl;
    const passOn = (kept: boolean): void => {
      request.url = url;
      if (kept) saveSessionWithResponse(request, response);
      next();
    };
    const handled = events.handle(request, response, passOn, () => ({
      path: request.route?.path,
      params: request.params,
    }));
    if (handled instanceof Promise) handled.catch(next);
  };

  const { notify, describe, close, stats } = events;
  return Object.assign(middleware, { notify, describe, close, stats });
}

/** Notices that Express computes an entity tag: of what `send` is given, even if that never leaves (`sendStatus(204)`). */
function watchEtag(response: Response, onAutomatic: (response: Response) => void): void {
  const { send } = response;
  if (typeof send !== "function") return;
  response.send = (...content) => {
    if (!response.headersSent && !response.hasHeader("ETag")) onAutomatic(response);
    return send.apply(response, content);
  };
}
