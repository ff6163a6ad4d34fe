import {
  alreadyAnswered,
  contentRead,
  type MatchedRoute,
  resourceEvents as nodeResourceEvents,
  resourceKey,
} from "@resource-events/node";
import type { DescribedEvent, ResourceEvents } from "@resource-events/server";
import type { Context, Next } from "koa";
import { breakingOff, ignoreLeaving } from "./breaking-off.ts";
import type { KoaOptions } from "./options.ts";

/** The middleware that {@link resourceEvents} makes. `close` leaves the server itself running: close it, too. */
export interface KoaResourceEvents extends ResourceEvents {
  /** For `app.use`. */
  (context: Context, next: Next): Promise<void>;
  /** Adds to what the response to a mutation says of its event. Call it in the handler. */
  describe(context: Context, event: DescribedEvent): void;
}

/** The route that responds, as `@koa/router` shows it. */
function routeOf({ _matchedRoute: path, params }: Context): MatchedRoute {
  return { path, params };
}

/**
 * Makes the resources of a Koa application push their changes by PREP and HTTP Events Query:
 * `app.use(resourceEvents())`, before body parsers and handlers.
 *
 * @throws `ServerError` `option` if an option is invalid.
 */
export function resourceEvents(options: KoaOptions = {}): KoaResourceEvents {
  const keyOf = resourceKey(options.resource);
  const contexts = new WeakMap<object, Context>();
  const { resource, scope, client, authorize, ...others } = options;
  const contextOf = (request: object): Context => contexts.get(request) as Context;
  const events = nodeResourceEvents({
    ...others,
    resource: typeof resource === "function" ? (target, request) => resource(target, contextOf(request)) : resource,
    ...(scope && { scope: (request, name) => scope(contextOf(request), name) }),
    ...(client && { client: (request) => client(contextOf(request)) }),
    ...(authorize && { authorize: (request, name) => authorize(contextOf(request), name) }),
  });

  const handle = (context: Context, next: Next): Promise<void> => {
    const { req, res } = context;
    const { method, url } = req;
    // Its client may leave before the handler is called.
    if (method === "QUERY" && options.eventsQuery !== false) ignoreLeaving(context);
    // Under a prefix, the URL lacks the prefix, but the key needs the whole target.
    req.url = context.originalUrl;
    // Koa sends the response when the chain has returned, so the chain must return long before a stream ends.
    return new Promise((resolve, reject) => {
      const passOn = (kept: boolean): unknown => {
        req.url = url;
        res.removeListener("close", onClose);
        if (!kept) return resolve(next());
        if (method !== "QUERY") ignoreLeaving(context);
        const broken = breakingOff(context);
        resolve(next());
        return broken;
      };
      // The core refused a QUERY and sent the response, without calling the rest of the chain.
      const onClose = (): void => {
        context.respond = false;
        resolve();
      };
      res.once("close", onClose);
      const handled = events.handle(req, res, passOn, () => routeOf(context));
      if (handled instanceof Promise) handled.catch(reject);
    });
  };

  const middleware = async (context: Context, next: Next): Promise<void> => {
    const { req } = context;
    if (context.headerSent) {
      events.report(alreadyAnswered());
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
