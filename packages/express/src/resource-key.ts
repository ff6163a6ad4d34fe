import { ServerError } from "@resource-events/server";
import type { Request } from "express";
import { pathToRegexp } from "path-to-regexp";
import type { ExpressOptions } from "./options.ts";

/** Finds the key of the resource that a target is; `undefined`: it has no events. */
export type ResourceKey = (target: string, request: Request) => string | undefined;

/**
 * The function that the option stands for.
 *
 * @throws `ServerError` `option`, where a pattern is none.
 */
export function resourceKey(option: ExpressOptions["resource"]): ResourceKey {
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
