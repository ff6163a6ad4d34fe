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

/**
 * Whether the route that handled a target handles the other spelling of it alike: what differs in their paths is the value of
 * a parameter, which the router has decoded. A route whose path names those segments itself compares them as they came.
 */
export function routedAlike(target: string, spelled: string, params: unknown): boolean {
  const [segments, others] = [segmentsOf(target), segmentsOf(spelled)];
  if (segments.length !== others.length) return false;
  const values = new Set(
    Object.values(params ?? {}).flatMap((value) => [value].flat().flatMap((one) => `${one}`.split("/"))),
  );
  return segments.every((segment, index) => {
    const value = segment === others[index] ? undefined : decoded(segment);
    return segment === others[index] || (value !== undefined && values.has(value));
  });
}

function segmentsOf(target: string): string[] {
  return target.replace(/\?.*/s, "").split("/");
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
