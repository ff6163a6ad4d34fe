import type { NodeResponse } from "../messages.ts";
import { applyHead, type HeadArguments } from "./head-arguments.ts";
import type { OriginalMethods } from "./original-methods.ts";
import type { Route } from "./route.ts";

/** Chooses the route of a response whose head is known. `beganWithEnd`: it is the implicit head of an `end`. */
export interface RouteChooser {
  route(beganWithEnd: boolean): Route;
}

/**
 * Asks for the route once, when status and fields of the response are known and before they leave, whatever sends them
 * (`writeHead`, or the first `write`, `end` or `flushHeaders`).
 *
 * Our methods stay on the response: middleware that came later has wrapped them, and still calls them.
 */
export function watchHead(response: NodeResponse, originals: OriginalMethods, chooser: RouteChooser): void {
  let route: Route | undefined;
  let implicit = false;
  let beganWithEnd = false;

  /** Announces an implicit head as node:http does, by `writeHead`: middleware that came later waits for it there. */
  const announce = (): Route => {
    if (!response.headersSent) {
      implicit = true;
      try {
        response.writeHead(response.statusCode);
      } finally {
        implicit = false;
      }
    }
    // Swallowed by a layer that was wrapped later; or sent without our `writeHead`, which changes nothing for the event.
    route ??= response.headersSent ? chooser.route(false) : originals;
    return route;
  };

  response.writeHead = (...head: HeadArguments) => {
    if (route !== undefined) return route.writeHead(...head);
    applyHead(response, head);
    route = chooser.route(beganWithEnd);
    // The call that implied the head sends it, too: it may know the length of the content.
    if (!implicit) route.begin();
    return response;
  };
  response.write = (...content: unknown[]) => (route ?? announce()).write(...content);
  response.end = ((...content: unknown[]) => {
    if (route !== undefined) return route.end(...content);
    beganWithEnd = true;
    return announce().end(...content);
  }) as NodeResponse["end"];
  response.flushHeaders = () => (route ?? announce()).flushHeaders();
}
