import type { NodeOptions, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable } from "@resource-events/server";
import type { Request } from "express";

/** Options for {@link resourceEvents}. Each has a safe default. */
export interface ExpressOptions extends Omit<NodeOptions, "resource" | "client" | "authorize"> {
  /**
   * Which resources have events, and their keys. Targets are those of the request line (`originalUrl`), so a prefix under
   * which the middleware or a router is mounted is part of them.
   *
   * - Patterns of paths, as in the routes of Express 5: `/notes/:id`, `/files/*path`. The key is the path, without the
   *   query; letter case and a slash at the end count.
   * - A function: gets the target (`/notes/welcome?x=1`), and returns the key, or `undefined` for a resource without events.
   *   The target may be another one than the request's: that of the `Location` of its response.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<Request> | undefined;
  /**
   * Returns a name for the client that sent a request, such as its account or address: the limits for each client count by
   * it. `undefined`: they do not apply. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: Request) => string | undefined;
  /**
   * Decides who may subscribe, and until when, in addition to what the handler refuses to a GET (EQ-AZ-1). `false` results in
   * 403 (for PREP, the ordinary response says so). If it fails, nobody may. Default: everybody, without end.
   */
  readonly authorize?: (request: Request, resource: string) => Awaitable<AuthorizationDecision>;
}
