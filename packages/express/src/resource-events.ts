import { alreadyAnswered, contentRead, resourceEvents as nodeResourceEvents } from "@resource-events/node";
import type { DescribedEvent, EventDetails } from "@resource-events/server";
import type { NextFunction, Request, Response } from "express";
import type { ExpressOptions } from "./options.ts";
import { resourceKey } from "./resource-key.ts";

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
  /** Ends every stream cleanly, and refuses those that come later. */
  close(): void;
}

/**
 * Makes the resources of an Express application push their changes by PREP and HTTP Events Query:
 * `app.use(resourceEvents())`, before body parsers and handlers.
 *
 * @throws `ServerError` `option`, where an option has a value that it can't have.
 */
export function resourceEvents(options: ExpressOptions = {}): ExpressResourceEvents {
  const keyOf = resourceKey(options.resource);
  const events = nodeResourceEvents({
    ...options,
    // Express has made its own request of that of node:http.
    resource: (target, request) => keyOf(target, request as Request),
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

  return Object.assign(middleware, { notify: events.notify, describe: events.describe, close: events.close });
}
