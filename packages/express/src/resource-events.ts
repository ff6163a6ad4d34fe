import { alreadyAnswered, contentRead, resourceEvents as nodeResourceEvents, resourceKey } from "@resource-events/node";
import type { CloseOptions, DescribedEvent, EventDetails, Statistics } from "@resource-events/server";
import type { NextFunction, Request, Response } from "express";
import type { ExpressOptions } from "./options.ts";

/** The middleware that {@link resourceEvents} makes. */
export interface ExpressResourceEvents {
  /** For `app.use` and `router.use`. */
  (request: Request, response: Response, next: NextFunction): void;
  /**
   * Tells of an event that no request caused: from a job, a database trigger. Resolves with the event's id. Rejects with
   * `ServerError` `event` for details that are none, `log` where the log failed.
   */
  notify(resource: string, details: EventDetails): Promise<string>;
  /** Says of a mutation what its answer can't: call it in the handler, before it answers. */
  describe(response: Response, event: DescribedEvent): void;
  /**
   * Ends every stream cleanly, and refuses those that come later. Resolves when their clients have read the end, or are
   * gone; those that are not when the time is over are broken off. The server itself goes on: close it, too.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What is going on, and what has been since the start. */
  stats(): Statistics;
}

/**
 * Makes the resources of an Express application push their changes by PREP and HTTP Events Query:
 * `app.use(resourceEvents())`, before body parsers and handlers.
 *
 * @throws `ServerError` `option`, where an option has a value that it can't have.
 */
export function resourceEvents(options: ExpressOptions = {}): ExpressResourceEvents {
  const keyOf = resourceKey(options.resource);
  const { client, authorize, ...others } = options;
  // Express has made its own request of that of node:http.
  const events = nodeResourceEvents({
    ...others,
    resource: (target, request) => keyOf(target, request as Request),
    ...(client && { client: (request) => client(request as Request) }),
    ...(authorize && { authorize: (request, resource) => authorize(request as Request, resource) }),
  });
  const onError = options.onError ?? ((error) => console.warn("resource-events:", error));

  const middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      onError(alreadyAnswered());
      return void next();
    }
    const { url, originalUrl } = request;
    if (request.method === "QUERY" && request.readableDidRead && options.eventsQuery !== false) {
      if (keyOf(originalUrl, request) !== undefined) return void next(contentRead());
    }
    // Mounted under a prefix, Express takes that away from the URL: the resource is named by the whole.
    request.url = originalUrl;
    const answered = events.handle(request, response, () => {
      request.url = url;
      next();
    });
    if (answered instanceof Promise) answered.catch(next);
  };

  const { notify, describe, close, stats } = events;
  return Object.assign(middleware, { notify, describe, close, stats });
}
