/** The target of a request, converted to origin form; `undefined` if it names no resource. */
export function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  // The absolute form (RFC 9112 section 3.2.2).
  if (!URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}
