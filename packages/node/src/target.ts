/** The target of a request in origin form, whatever form it came in; `undefined` where it names no resource. */
export function originForm(target: string | undefined): string | undefined {
  if (target === undefined || target === "*") return undefined;
  if (target.startsWith("/")) return target;
  // absolute-form (RFC 9112 3.2.2)
  if (!URL.canParse(target)) return undefined;
  const { pathname, search } = new URL(target);
  return `${pathname}${search}`;
}
