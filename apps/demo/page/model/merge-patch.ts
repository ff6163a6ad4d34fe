type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Creates the JSON Merge Patch (RFC 7396) that changes one object into another. Returns undefined if there is none,
 * because one of them is not an object, or a member becomes null.
 */
export function mergePatchBetween(before: unknown, after: unknown): Record<string, unknown> | undefined {
  if (!isObject(before) || !isObject(after)) return undefined;
  const patch: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    const nested = mergePatchBetween(old, value);
    if (nested === undefined && holdsNull(value)) return undefined;
    patch[name] = nested ?? value;
  }
  return patch;
}

/** Whether a value contains a null that a merge patch would take for a removal. Arrays can contain null. */
function holdsNull(value: unknown): boolean {
  return value === null || (isObject(value) && Object.values(value).some(holdsNull));
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
