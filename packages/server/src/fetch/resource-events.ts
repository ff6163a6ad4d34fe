import { ServerError } from "../errors.ts";
import type { EventDetails } from "../events/event.ts";
import type { DescribedEvent } from "../events/mutation.ts";
import { type CloseOptions, createResourceEvents, type ResourceEvents } from "../resource-events.ts";
import { containedReport } from "../settings/report.ts";
import { longest } from "../settings/settings.ts";
import type { Statistics } from "../settings/statistics.ts";
import { answerMutation, mutatingMethods } from "./mutation.ts";
import type { FetchOptions } from "./options.ts";
import { createReader } from "./read.ts";

/** A handler as Hono, Bun, Deno, Cloudflare workers and service workers take it. */
export type FetchHandler<Rest extends unknown[] = unknown[]> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>;

/** What {@link fetchResourceEvents} makes. */
export interface FetchResourceEvents<Rest extends unknown[] = unknown[]> {
  /**
   * Wraps a handler: its resources can be subscribed to, and its successful mutations are events. Whatever else is put
   * around the handler belongs inside: what is outside delays responses after they were taken for sent.
   */
  wrap(handler: FetchHandler<Rest>): (request: Request, ...rest: Rest) => Promise<Response>;
  /** Tells of an event that no wrapped request caused. Resolves with its id. Rejects with `ServerError` `event` or `log`. */
  notify(resource: string, details: EventDetails): Promise<string>;
  /** Says of a mutation what its response can't; call it in the handler, with the response that is returned. */
  describe(response: Response, event: DescribedEvent): void;
  /**
   * Ends every stream cleanly, and refuses those that come later. Resolves when all have ended, here: no runtime tells
   * when a client has read that. What is in mid-representation when the time is over is broken off.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What is going on, and what has been since the start. */
  stats(): Statistics;
}

/**
 * Makes the resources of a Fetch handler push their changes by PREP and HTTP Events Query.
 *
 * @throws `ServerError` `option`, where an option has a value that it can't have.
 */
export function fetchResourceEvents<Rest extends unknown[] = unknown[]>(
  options: FetchOptions<Rest> = {},
): FetchResourceEvents<Rest> {
  const { container, refusalFields = [], deltaBytes = 65_536, whenSent, patience = 30 } = options;
  if (!(deltaBytes >= 0)) throw new ServerError("option", `deltaBytes must be a number from 0, not ${deltaBytes}`);
  if (!(patience > 0 && patience <= longest)) {
    throw new ServerError("option", `patience must be a number above 0 and at most ${longest}, not ${patience}`);
  }
  const events: ResourceEvents = createResourceEvents(options);
  const onError = containedReport(options.onError);
  const origin = options.base === undefined ? undefined : new URL(options.base).origin;
  const read = createReader({ events, refusalFields });

  /** What the application says may fail, such as where it decodes a path that can't be decoded. */
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  const resourceOf = (url: URL, request: Request): string | undefined =>
    options.resource === undefined ? `${url.pathname}${url.search}` : attempt(() => options.resource?.(url, request));

  return {
    wrap:
      (handler) =>
      async (request, ...rest) => {
        const handle = (given: Request): Response | Promise<Response> => handler(given, ...rest);
        const resource = resourceOf(new URL(request.url), request);
        if (resource === undefined) return handle(request);
        if (!mutatingMethods.has(request.method)) {
          return read(resource, request, handle, async () => ({
            client: options.client?.(request, ...rest),
            authorization: options.authorize === undefined || (await options.authorize(request, resource, ...rest)),
          }));
        }
        const sent = attempt(() => whenSent?.(request, ...rest));
        return answerMutation(request, handle, {
          events,
          resource,
          container,
          deltaBytes,
          patience,
          resourceOf,
          origin,
          sent,
          onError,
        });
      },
    notify: events.notify,
    describe: events.describe,
    close: events.close,
    stats: events.stats,
  };
}
