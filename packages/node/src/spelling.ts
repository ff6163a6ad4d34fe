import { canonicalTarget } from "@resource-events/server/adapter";
import { type ResourceOption, resourceKey } from "./resource-key.ts";

/** Brings a request's target into the spelling by which its resource is known, query included. */
export type Spelling<Context> = (target: string, context: Context) => string;

/** Nothing in such a target could be spelled otherwise. */
const plain = /^[\w.~!$&'()*+,;=:@/?-]*$/;

/**
 * Makes the spelling of the option `resource`: that of the patterns, else that of RFC 9110 section 4.2.3. What a function says
 * of a target is the application's own word, unless its name is spelled otherwise than the resource is known.
 */
export function spellingOf<Context>(option: ResourceOption<Context> | undefined): Spelling<Context> {
  const keyOf = resourceKey(option);
  const spell: Spelling<Context> = (target, context) => {
    if (option === undefined) return canonicalTarget(target);
    const key = keyOf(target, context);
    if (key === undefined) return target;
    if (typeof option === "function") return canonicalTarget(key) === key ? target : canonicalTarget(target);
    return `${key}${/\?.*/s.exec(target)?.[0] ?? ""}`;
  };
  return (target, context) => (plain.test(target) ? target : spell(target, context));
}

/** The route of a framework that responds to a request. */
export interface MatchedRoute {
  /** Its path, as the application wrote it. */
  readonly path: unknown;
  /** The values of its parameters, decoded. */
  readonly params: unknown;
}

/**
 * Whether the route that handled a target handles the other spelling of it alike: what differs in their paths is the value of
 * a parameter, which the router has decoded. A segment that the route names itself is compared as it came. A wildcard or a regular
 * expression shows nothing: it takes what no other route has taken, such as a page for whatever is not found.
 */
export function routedAlike(target: string, spelled: string, { path, params }: MatchedRoute): boolean {
  if (typeof path !== "string" || /[*(]/.test(path)) return false;
  const [segments, others] = [segmentsOf(target), segmentsOf(spelled)];
  const values = new Set(Object.values(params ?? {}));
  return (
    segments.length === others.length &&
    segments.every((segment, index) => segment === others[index] || values.has(decoded(segment)))
  );
}

function segmentsOf(target: string): string[] {
  return target.replace(/\?.*/s, "").split("/");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // No router takes it for a parameter.
    return segment;
  }
}
