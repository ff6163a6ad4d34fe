import type { NodeOptions, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable } from "@resource-events/server";
import type { Context } from "koa";

/** What can be set of {@link resourceEvents}. Every member has a default that is safe. */
export interface KoaOptions extends Omit<NodeOptions, "resource" | "client" | "authorize"> {
  /**
   * Which resources have events, and their keys. Targets are those of the request line (`ctx.originalUrl`), so that a
   * prefix under which the middleware or a router is mounted belongs to them.
   *
   * - Patterns of paths, as in the routes of `@koa/router`: `/notes/:id`, `/files/*path`. The key is the path, without
   *   the query; letter case and a slash at the end count.
   * - A function: is called with the target (`/notes/welcome?x=1`), and returns the key, or `undefined` for a resource
   *   without events. The context is that of the request whose answer is concerned; the target may be another's, of the
   *   `Location` that a POST is answered with.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<Context> | undefined;
  /**
   * Names the client that sent a request, such as its account or address, for the limits for each client; `undefined`:
   * they do not apply to it. Behind a proxy all clients share one address. Default: they apply to nobody.
   */
  readonly client?: (context: Context) => string | undefined;
  /**
   * Says who may subscribe, beside what the handler refuses to a GET anyway, and until when (EQ-AZ-1). `false` is
   * answered with 403 (for PREP: the plain response says so). Where it fails, nobody may. Default: everybody, without end.
   */
  readonly authorize?: (context: Context, resource: string) => Awaitable<AuthorizationDecision>;
}
