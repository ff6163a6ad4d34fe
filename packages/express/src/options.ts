import type { NodeOptions, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable } from "@resource-events/server";
import type { Request } from "express";

/** What can be set of {@link resourceEvents}. Every member has a default that is safe. */
export interface ExpressOptions extends Omit<NodeOptions, "resource" | "client" | "authorize"> {
  /**
   * Which resources have events, and their keys. Targets are those of the request line (`originalUrl`), so that a prefix
   * under which the middleware or a router is mounted belongs to them.
   *
   * - Patterns of paths, as in the routes of Express 5: `/notes/:id`, `/files/*path`. The key is the path, without the
   *   query; letter case and a slash at the end count.
   * - A function: is called with the target (`/notes/welcome?x=1`), and returns the key, or `undefined` for a resource
   *   without events. The request is that of the request whose answer is concerned; the target may be another's, of the
   *   `Location` that a POST is answered with.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<Request> | undefined;
  /**
   * Names the client that sent a request, such as its account or address, for the limits for each client; `undefined`:
   * they do not apply to it. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (request: Request) => string | undefined;
  /**
   * Says who may subscribe, beside what the handler refuses to a GET anyway, and until when (EQ-AZ-1). `false` is
   * answered with 403 (for PREP: the plain response says so). Where it fails, nobody may. Default: everybody, without end.
   */
  readonly authorize?: (request: Request, resource: string) => Awaitable<AuthorizationDecision>;
}
