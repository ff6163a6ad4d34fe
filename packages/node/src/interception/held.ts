import type { PassThrough } from "@resource-events/server/adapter";
import { http2StreamOf, type NodeResponse } from "../messages.ts";
import { fakeState } from "./fake-state.ts";
import { lockFields } from "./locked-fields.ts";
import { headAlreadySent } from "./node-errors.ts";
import type { OriginalMethods } from "./original-methods.ts";
import type { Route } from "./route.ts";
import { checkContent } from "./written-content.ts";

type Call = (route: Route) => unknown;

/**
 * The route of a response that waits for a decision: it keeps the calls, then makes them in their order. The application
 * sees a response that is being sent to a slow client.
 *
 * @param goOn - Called with the decision; the kept calls, and later ones, take the route that it returns.
 * @param onError - Gets what the decision rejects with; the response then takes its original route. Also gets what a kept
 *   call throws; the response is then destroyed.
 */
export function held(
  response: NodeResponse,
  originals: OriginalMethods,
  decision: Promise<PassThrough>,
  goOn: (decision: PassThrough) => Route,
  onError: (error: unknown) => void,
): Route {
  const { statusCode } = response;
  const calls: Call[] = [];
  let route: Route | undefined;
  let ended = false;
  let owesDrain = false;
  const restore = fakeState(response, {
    headersSent: true,
    get writableEnded() {
      return ended;
    },
    writableFinished: false,
  });
  const unlock = lockFields(response);

  const release = (decided: PassThrough | undefined): void => {
    unlock();
    restore();
    // The application may have changed it after its head. node:http would not have noticed.
    response.statusCode = statusCode;
    route = decided === undefined ? originals : goOn(decided);
    for (const call of calls.splice(0)) call(route);
    // Our `write` returned false. The response's own buffer may never have been full, and then it never drains.
    if (owesDrain && !(http2StreamOf(response) ?? response).writableNeedDrain) response.emit("drain");
  };
  Promise.resolve(decision)
    .catch((error: unknown) => {
      onError(error);
      return undefined;
    })
    .then(release)
    .catch((error: unknown) => {
      // If we had made the call at once, node:http would have thrown this at the application.
      onError(error);
      response.destroy();
    });

  const hold = <Result>(call: (route: Route) => Result, meanwhile: Result): Result => {
    if (route !== undefined) return call(route);
    calls.push(call);
    return meanwhile;
  };
  return {
    begin: () => void calls.push((next) => next.begin()),
    writeHead(...head) {
      if (route === undefined) throw headAlreadySent(response);
      return route.writeHead(...head);
    },
    write(...content) {
      if (route !== undefined) return route.write(...content);
      checkContent(content);
      owesDrain = true;
      return hold((next) => next.write(...content), false);
    },
    end(...content) {
      if (route !== undefined) return route.end(...content);
      checkContent(content, true);
      ended = true;
      return hold((next) => next.end(...content), response);
    },
    flushHeaders: () => hold((next) => next.flushHeaders(), undefined),
  };
}
