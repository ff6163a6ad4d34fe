/** The target of a request in origin form, whatever form it came in; `undefined` if it names no resource. */
export function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  // absolute-form (RFC 9112 3.2.2)
  if (!URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}
