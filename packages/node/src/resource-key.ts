import { ServerError } from "@resource-events/server";
import { nameOfTarget } from "@resource-events/server/adapter";
import { compile, type MatchFunction, match, type ParamData, type PathFunction } from "path-to-regexp";

/**
 * Which targets (`/notes/welcome?x=1`) are resources that have events, and their keys.
 *
 * - One or more patterns of paths, in the syntax of `path-to-regexp`: `/notes/:id`, `/files/*path`. The key is the path,
 *   without the query, and with each parameter in one spelling: `/notes/joe%40x.org` and `/notes/joe@x.org` are the same
 *   resource, as for a router. Letter case and a slash at the end count.
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
  return typeof option === "function" ? option : keyByPatterns(option);
}

/**
 * Makes the function that brings a key that the application gives (to `notify`, or as a container) into the spelling of
 * those that the option makes. It returns `undefined` for what the option makes of no target; a function may make any key.
 *
 * @throws `ServerError` `option` if a pattern is invalid.
 */
export function givenKey(option: ResourceOption<never> | undefined): (key: string) => string | undefined {
  if (option === undefined) return nameOfTarget;
  return typeof option === "function" ? (key) => key : keyByPatterns(option);
}

interface Pattern {
  readonly match: MatchFunction<ParamData>;
  readonly compile: PathFunction<ParamData>;
}

function keyByPatterns(option: string | readonly string[]): (target: string) => string | undefined {
  const patterns = (typeof option === "string" ? [option] : option).map(patternOf);
  return (target) => {
    const path = target.replace(/\?.*/s, "");
    // Routers disagree on where the path of such a target ends, so they might not mean the resource that we do.
    if (/[#\\\0-\x20\x7f\xa0\ufeff]/.test(path)) return undefined;
    for (const pattern of patterns) {
      const key = keyOf(pattern, path);
      if (key !== undefined) return key;
    }
    return undefined;
  };
}

function keyOf(pattern: Pattern, path: string): string | undefined {
  try {
    const matched = pattern.match(path);
    if (matched === false) return undefined;
    // Nothing in it that could be spelled otherwise.
    if (/^[\w.~!$&'()*+,;=:@/-]*$/.test(path)) return path;
    return pattern.compile(matched.params);
  } catch {
    // A parameter can't be decoded: routers respond with 400.
    return undefined;
  }
}

/** One resource has one key, so letter case and a slash at the end count here, although routers often ignore them. */
function patternOf(pattern: string): Pattern {
  try {
    return {
      match: match(pattern, { sensitive: true, trailing: false }),
      compile: compile(pattern, { encode: encodeSegment }),
    };
  } catch (cause) {
    throw new ServerError("option", `resource has an invalid pattern: ${JSON.stringify(pattern)}`, { cause });
  }
}

/** Encodes what may not stand in a segment of a path (RFC 3986 section 3.3), and nothing else. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
}
