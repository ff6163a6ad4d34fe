import type { NodeRequest, NodeResponse } from "./messages.ts";
import { MiddlewareError } from "./middleware-error.ts";

/**
 * Whether a request and its response are streams. Those of tests and of serverless platforms may only look like it: ordinary
 * requests work with these, but a response that lasts does not.
 */
export function areStreams(request: NodeRequest, response: NodeResponse): boolean {
  return hasLength(request, "readableLength") && hasLength(response, "writableLength");
}

/** The error that says what a subscription needs. */
export function mocked(): MiddlewareError {
  return new MiddlewareError(
    "mocked",
    "A subscription was refused, since its request and response are no streams of node:http. In tests, use a server that listens on port 0, or light-my-request. On a platform that can't stream, set `prep: false` and `eventsQuery: false`",
  );
}

/** A mock that has node's prototype, as Express gives it, lacks the state that node's getters read. */
function hasLength(message: object, name: "readableLength" | "writableLength"): boolean {
  try {
    return Reflect.get(message, name) >= 0;
  } catch {
    return false;
  }
}
