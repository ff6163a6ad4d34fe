import type { NodeOptions, ResourceOption } from "@resource-events/node";
import type { AuthorizationDecision, Awaitable } from "@resource-events/server";
import type { Context } from "koa";

/** Options for {@link resourceEvents}. Each has a safe default. */
export interface KoaOptions extends Omit<NodeOptions, "resource" | "scope" | "client" | "authorize"> {
  /**
   * Which resources have events, and their keys. Targets are those of the request line (`ctx.originalUrl`), so a prefix
   * under which the middleware or a router is mounted is part of them.
   *
   * - Patterns of paths, as in the routes of `@koa/router`: `/notes/:id`, `/files/*path`. The key is the path, without
   *   the query; letter case and a slash at the end count.
   * - A function: gets the target (`/notes/welcome?x=1`), and returns the key, or `undefined` for a resource without events.
   *   The target may differ from the request's: it may be that of the `Location` in the response.
   *
   * Requests to other resources are left alone. Default: every target, its query included, is a resource.
   */
  readonly resource?: ResourceOption<Context> | undefined;
  /**
   * Says who shares a resource whose representation depends on who asks, such as `/me`: those for whom this returns the same
   * string get the same notifications. It gets the name of the resource: that of the request, of its container, or of the
   * `Location` in the response. `null` and `undefined`: everybody who may GET it; `null` says that this is meant. If it fails,
   * nobody is notified. Default: everybody.
   */
  readonly scope?: (context: Context, resource: string) => string | null | undefined;
  /**
   * Returns a name for the client that sent a request, such as its account or address. The limits per client count by this
   * name; they do not apply if it is `undefined`. Behind a proxy, all clients share one address. Default: no limits per client.
   */
  readonly client?: (context: Context) => string | undefined;
  /**
   * Decides who may subscribe, and until when, in addition to what the handler refuses to a GET (EQ-AZ-1). `false` results in
   * 403 (for PREP, the ordinary response says so). If it throws or rejects, the client may not. Default: everybody, forever.
   */
  readonly authorize?: (context: Context, resource: string) => Awaitable<AuthorizationDecision>;
}
