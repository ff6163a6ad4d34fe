import type { ResponseFields } from "@resource-events/server/adapter";
import type { NodeResponse } from "../messages.ts";
import type { OriginalMethods } from "./original-methods.ts";
import { setFields } from "./response-fields.ts";
import type { Route } from "./route.ts";

/**
 * Sets the fields, and returns the route of a response that goes on as it came: its original methods. If a field can't be
 * set, `onError` gets the error, and the response goes on without it and those after it. If the head was sent already, it is
 * too late for them.
 */
export function passThrough(
  response: NodeResponse,
  originals: OriginalMethods,
  fields: ResponseFields,
  onError: (error: unknown) => void,
): Route {
  const { headersSent } = response;
  try {
    setFields(response, fields);
  } catch (error) {
    if (!headersSent) onError(error);
  }
  return originals;
}
