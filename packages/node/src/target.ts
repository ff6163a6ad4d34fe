/** Scheme, authority and the rest, of a target on whose authority all handlers agree. */
const absoluteForm = /^([a-z][a-z\d+.-]*):\/\/((?:[\w.~:-]+@)?(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d*)?)(?![^/?#\\])(.*)$/is;

/**
 * The target of a request in origin form; `undefined` if it names no resource. The absolute form (RFC 9112 section 3.2.2) loses
 * scheme and authority as text: handlers read the rest as it came, so nothing else may be normalized here. It names no resource
 * if handlers don't agree on where its path begins: `http://x;y/a` is `;y/a` for some of them, and `file://c:/a` is `/c:/a`.
 */
export function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const [, scheme = "", , rest] = absoluteForm.exec(target) ?? [];
  if (rest === undefined || /^(?:javascript|file)$/i.test(scheme)) return undefined;
  if (rest.startsWith("/")) return rest;
  // Only in these schemes is an empty path "/" (RFC 9110 section 4.2.3).
  return /^https?$/i.test(scheme) ? `/${rest}` : undefined;
}

/** The authority in a target of absolute form; `undefined` if it has another form. */
export function authorityOf(target: string): string | undefined {
  return target.startsWith("/") ? undefined : absoluteForm.exec(target)?.[2];
}
