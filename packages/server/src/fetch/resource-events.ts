import { nameOfTarget } from "../events/canonical.ts";
import { isPromise } from "../events/log.ts";
import type { DescribedEvent } from "../events/mutation.ts";
import { isMutation } from "../exchange/mutation.ts";
import { createResourceEvents, type ResourceEvents } from "../resource-events.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import type { FetchOptions } from "./options.ts";
import { pipelines } from "./pipelines.ts";

/** A handler as Hono, Bun, Deno, Cloudflare workers and service workers take it. */
export type FetchHandler<Rest extends unknown[] = unknown[]> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>;

/** The result of {@link fetchResourceEvents}. `close` can't know when a client has read the end of its stream: no runtime says. */
export interface FetchResourceEvents<Rest extends unknown[] = unknown[]> extends ResourceEvents {
  /**
   * Wraps a handler: clients can subscribe to its resources, and its successful mutations are events. Put other wrappers of
   * the handler inside: one that is outside delays responses after they count as sent.
   */
  wrap(handler: FetchHandler<Rest>): (request: Request, ...rest: Rest) => Promise<Response>;
  /** Adds to what the response to a mutation says of its event. Call it in the handler, with the response that is returned. */
  describe(response: Response, event: DescribedEvent): void;
}

/**
 * Makes the resources of a Fetch handler push their changes by PREP and HTTP Events Query.
 *
 * @throws {@link ServerError} `option` if an option is invalid.
 */
export function fetchResourceEvents<Rest extends unknown[] = unknown[]>(
  options: FetchOptions<Rest> = {},
): FetchResourceEvents<Rest> {
  const { resource, scope, client, authorize, whenSent } = options;
  const { handle, notify, describe, close, stats, limits, report } = createResourceEvents(
    options,
    resource === undefined ? spellingOfUrls : undefined,
  );

  const sentOf = (request: Request, rest: Rest): PromiseLike<unknown> | undefined => {
    try {
      const sent = isMutation(request.method) ? whenSent?.(request, ...rest) : undefined;
      // Untyped callers may give anything: it must not count as sent.
      if (sent === undefined || sent === null) return undefined;
      if (!isPromise(sent)) throw new TypeError("whenSent must return a promise, or undefined");
      // Nobody may come to await it.
      Promise.resolve(sent).catch(() => {});
      return sent;
    } catch (error) {
      report(error);
      return undefined;
    }
  };

  const pipelineOf = pipelines();

  const respond = (handler: FetchHandler<Rest>, request: Request, rest: Rest): Promise<Response> =>
    new Promise((resolve, reject) => {
      const exchange = new FetchExchange(request, {
        handle: (given) => handler(given, ...rest),
        resource,
        scope: scope && ((name) => scope(request, name, ...rest)),
        requester: async (key) => ({
          client: await client?.(request, ...rest),
          authorization: authorize === undefined || (await authorize(request, key, ...rest)),
        }),
        sent: sentOf(request, rest),
        resolve,
        unreadSeconds: limits.closingSeconds,
        report,
        pipeline: pipelineOf(request),
      });
      // It does nothing if a response is under way: whatever failed before has been reported.
      const respondAnyway = (): void => resolve(new Response(null, { status: 503 }));
      const fail = (error: unknown): void => {
        if (!request.signal.aborted) {
          reject(error);
          return;
        }
        // Nobody waits for a response, and there are bridges that end the process if there is none.
        if (!isOfLeaving(error, request.signal)) report(error);
        respondAnyway();
      };
      Promise.resolve(handle(exchange)).then(respondAnyway, fail);
    });

  return {
    wrap:
      (handler) =>
      (request, ...rest) =>
        respond(handler, request, rest),
    notify,
    describe,
    close,
    stats,
  };
}

/** The spelling that a name has in the URL of a request: it encodes more characters than others need, and has no dot segments. */
function spellingOfUrls(name: string): string | undefined {
  const target = nameOfTarget(name);
  if (target === undefined) return undefined;
  const { pathname, search } = new URL(`http://localhost${target}`);
  return `${pathname}${search}`;
}

/** Whether a handler failed because its client has left. That is no error. */
function isOfLeaving(error: unknown, { reason }: AbortSignal): boolean {
  if (error === reason) return true;
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return name === "AbortError" || code === "ECONNRESET";
}
