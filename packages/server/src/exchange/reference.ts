import type { Core } from "../settings/core.ts";
import type { Exchange } from "./exchange.ts";

/** The key of the resource at a target. If finding it fails, the target counts as one without events. */
export function resourceAt(exchange: Exchange, target: string, { onError }: Core): string | undefined {
  if (exchange.resource === undefined) return target;
  try {
    return exchange.resource(target);
  } catch (error) {
    onError(error);
    return undefined;
  }
}

/**
 * The target, in origin form, that a reference (`Location`) in the response to a request names; `undefined` if it is not
 * on this server.
 *
 * @param base - The target of the request: a relative reference is relative to it (RFC 9110 section 10.2.2).
 * @param host - The authority that the request was sent to.
 * @param others - Further authorities of this server.
 */
export function targetOf(
  reference: string,
  base: string,
  host: string | undefined,
  others: readonly string[],
): string | undefined {
  const origin = `http://${host ?? "localhost"}`;
  if (!URL.canParse(reference, `${origin}${base}`)) return undefined;
  const url = new URL(reference, `${origin}${base}`);
  if (url.host !== new URL(origin).host && !others.includes(url.host)) return undefined;
  return `${url.pathname}${url.search}`;
}
