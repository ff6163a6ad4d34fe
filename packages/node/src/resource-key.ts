import { ServerError } from "@resource-events/server";
import { pathToRegexp } from "path-to-regexp";

/**
 * Which targets (`/notes/welcome?x=1`) are resources that have events, and their keys.
 *
 * - A pattern of paths, or several, as `path-to-regexp` has them: `/notes/:id`, `/files/*path`. The key is the path,
 *   without the query; letter case and a slash at the end count.
 * - A function: returns the key of the target's resource, or `undefined` where it has no events. It is given, too, what
 *   a framework knows of the request whose answer is concerned; the target may be another's, of the `Location` that a
 *   POST is answered with.
 */
export type ResourceOption<Context> =
  | string
  | readonly string[]
  | ((target: string, context: Context) => string | undefined);

/** Finds the key of the resource that a target is; `undefined`: it has no events. */
export type ResourceKey<Context> = (target: string, context: Context) => string | undefined;

/**
 * The function that the option stands for; without one, every target, its query included, is a resource.
 *
 * @throws `ServerError` `option`, where a pattern is none.
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

/** One resource has one key: what routers take for the same path, a letter's case or a slash at the end, is another. */
function expressionOf(patterns: string[]): RegExp {
  try {
    return pathToRegexp(patterns, { sensitive: true, trailing: false }).regexp;
  } catch (cause) {
    const message = `resource has a pattern that is none: ${patterns.map((one) => JSON.stringify(one)).join(", ")}`;
    throw new ServerError("option", message, { cause });
  }
}
