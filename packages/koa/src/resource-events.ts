import { alreadyAnswered, contentRead, resourceEvents as nodeResourceEvents, resourceKey } from "@resource-events/node";
import type { CloseOptions, DescribedEvent, EventDetails, Statistics } from "@resource-events/server";
import type { Context, Next } from "koa";
import type { KoaOptions } from "./options.ts";
import { asksForEvents, breakingOff } from "./representation.ts";

/** The middleware that {@link resourceEvents} makes. */
export interface KoaResourceEvents {
  /** For `app.use`. */
  (context: Context, next: Next): Promise<void>;
  /**
   * Tells of an event that no request caused: from a job, a database trigger. Resolves with the event's id. Rejects with
   * `ServerError` `event` for details that are none, `log` where the log failed.
   */
  notify(resource: string, details: EventDetails): Promise<string>;
  /** Says of a mutation what its answer can't: call it in the handler. */
  describe(context: Context, event: DescribedEvent): void;
  /**
   * Ends every stream cleanly, and refuses those that come later. Resolves when their clients have read the end, or are
   * gone; those that are not when the time is over are broken off. The server itself goes on: close it, too.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What is going on, and what has been since the start. */
  stats(): Statistics;
}

/**
 * Makes the resources of a Koa application push their changes by PREP and HTTP Events Query:
 * `app.use(resourceEvents())`, before body parsers and handlers.
 *
 * @throws `ServerError` `option`, where an option has a value that it can't have.
 */
export function resourceEvents(options: KoaOptions = {}): KoaResourceEvents {
  const keyOf = resourceKey(options.resource);
  const contexts = new WeakMap<object, Context>();
  const { client, authorize, ...others } = options;
  const contextOf = (request: object): Context => contexts.get(request) as Context;
  const events = nodeResourceEvents({
    ...others,
    resource: (target, request) => keyOf(target, contextOf(request)),
    ...(client && { client: (request) => client(contextOf(request)) }),
    ...(authorize && { authorize: (request, resource) => authorize(contextOf(request), resource) }),
  });
  const onError = options.onError ?? ((error) => console.warn("resource-events:", error));

  const handle = (context: Context, next: Next): Promise<void> => {
    const { req, res } = context;
    const { url } = req;
    const asked = asksForEvents(req);
    // Mounted under a prefix, the URL lacks that: the resource is named by the whole.
    req.url = context.originalUrl;
    // Koa answers when the chain has returned: so it must, long before a stream ends.
    return new Promise((resolve, reject) => {
      let passedOn = false;
      const passOn = (): unknown => {
        passedOn = true;
        req.url = url;
        if (!asked) return resolve(next());
        const broken = breakingOff(context);
        resolve(next());
        return broken;
      };
      // A QUERY that was refused is answered, and nobody further down the chain has seen it.
      res.once("close", () => {
        if (passedOn) return;
        context.respond = false;
        resolve();
      });
      const answered = events.handle(req, res, passOn);
      if (answered instanceof Promise) answered.catch(reject);
    });
  };

  const middleware = async (context: Context, next: Next): Promise<void> => {
    const { req } = context;
    if (context.headerSent) {
      onError(alreadyAnswered());
      return next();
    }
    contexts.set(req, context);
    if (req.method === "QUERY" && req.readableDidRead && options.eventsQuery !== false) {
      if (keyOf(context.originalUrl, context) !== undefined) throw contentRead();
    }
    return handle(context, next);
  };

  const describe = (context: Context, event: DescribedEvent): void => events.describe(context.res, event);
  const { notify, close, stats } = events;
  return Object.assign(middleware, { notify, describe, close, stats });
}
