/**
 * The target of a request in origin form; `undefined` if it names no resource. The absolute form (RFC 9112 section 3.2.2) loses
 * scheme and authority as text: handlers read the rest as it came, so nothing else may be normalized here.
 */
export function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const rest = /^[a-z][a-z\d+.-]*:\/\/[^/?#\\]*(.*)$/is.exec(target)?.[1];
  if (rest === undefined) return undefined;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** The authority in a target of absolute form; `undefined` if it has another form. */
export function authorityOf(target: string): string | undefined {
  return target.startsWith("/") ? undefined : /^[a-z][a-z\d+.-]*:\/\/([^/?#\\]*)/i.exec(target)?.[1];
}
