import { ServerError } from "@resource-events/server";
import { pathToRegexp } from "path-to-regexp";

/**
 * Which targets (`/notes/welcome?x=1`) are resources that have events, and their keys.
 *
 * - One or more patterns of paths, in the syntax of `path-to-regexp`: `/notes/:id`, `/files/*path`. The key is the
 *   path, without the query; letter case and a slash at the end count.
 * - A function: gets the target and the framework's context of the request, and returns the key of the resource, or
 *   `undefined` if it has no events. The target may be another one than the request's: that of the `Location` of its
 *   response.
 */
export type ResourceOption<Context> =
  | string
  | readonly string[]
  | ((target: string, context: Context) => string | undefined);

/** Finds the key of the resource at a target. `undefined`: it has no events. */
export type ResourceKey<Context> = (target: string, context: Context) => string | undefined;

/**
 * Makes the function that finds keys as the option says. Without an option, every target, its query included, is a
 * resource.
 *
 * @throws `ServerError` `option` if a pattern is invalid.
 */
export function resourceKey<Context>(option: ResourceOption<Context> | undefined): ResourceKey<Context> {
  if (option === undefined) return (target) => target;
  if (typeof option === "function") return option;
  const matching = expressionOf(typeof option === "string" ? [option] : [...option]);
  return (target) => {
    const path = target.replace(/\?.*/s, "");
    return matching.test(path) ? path : undefined;
  };
}

/** One resource has one key, so letter case and a slash at the end count here, although routers often ignore them. */
function expressionOf(patterns: string[]): RegExp {
  try {
    return pathToRegexp(patterns, { sensitive: true, trailing: false }).regexp;
  } catch (cause) {
    const message = `resource has an invalid pattern: ${patterns.map((one) => JSON.stringify(one)).join(", ")}`;
    throw new ServerError("option", message, { cause });
  }
}
