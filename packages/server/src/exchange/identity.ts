import { ServerError } from "../errors.ts";
import { canonicalMadeOf, canonicalTarget, encoded } from "../events/canonical.ts";
import { isTooLong, keyOf } from "../events/key.ts";
import { atOnce } from "../settings/at-once.ts";
import type { Core } from "../settings/core.ts";
import { hostName } from "../settings/hosts.ts";
import type { Exchange } from "./exchange.ts";

/** Which resource a request or a reference means. */
export interface Identity {
  /** The key by which everything inside knows it; `undefined`: the application failed to say who shares it. */
  readonly key: string | undefined;
  /** Its name, as the application knows it. */
  readonly resource: string;
  /** Who shares it; `null`: everybody, and the application says so; `undefined`: everybody. */
  readonly scope: string | null | undefined;
}

/** A resource of which it is known who shares it. */
export interface KnownIdentity extends Identity {
  readonly key: string;
}

/** Whether it is known who shares a resource. */
export function isKnown(identity: Identity): identity is KnownIdentity {
  return identity.key !== undefined;
}

/**
 * The resource at a target, on the host that the request was sent to (or on `host`). `undefined`: it has no events. A failure
 * of the application on the way is reported: nobody knows then whose the events would be.
 */
export function identityAt(
  exchange: Exchange,
  target: string,
  core: Core,
  host: string | undefined = exchange.host,
): Identity | undefined {
  const apart = core.hosts.apart(host);
  if (apart === "elsewhere") return undefined;
  try {
    if (exchange.resource === undefined) return named(exchange, canonicalTarget(target), apart.host, core);
    const name = exchange.resource(target);
    return name === undefined
      ? undefined
      : named(exchange, madeOf(target, name, "The name of a resource"), apart.host, core);
  } catch (error) {
    core.onError(error);
    return undefined;
  }
}

/**
 * What a container's subscribers are told of its member: its name. Without the query, unless the application made the name: the
 * writer may have meant the query for the server alone (`?access_token=…`).
 */
export function memberName({ resource: named }: Exchange, { resource }: Identity): string {
  return named === undefined ? resource.replace(/\?.*/s, "") : resource;
}

/** The container of a resource; `undefined`: it has none. A failure of the application is reported. */
export function containerOf(exchange: Exchange, resource: string, core: Core): Identity | undefined {
  const apart = core.hosts.apart(exchange.host);
  if (core.container === undefined || apart === "elsewhere") return undefined;
  try {
    const name = core.container(resource);
    if (name === undefined) return undefined;
    const spelled = core.spelling(atOnce(name, "A container")) ?? name;
    return named(exchange, madeOf(resource, spelled, "A container"), apart.host, core);
  } catch (error) {
    core.onError(error);
    return undefined;
  }
}

/** A name that the application made of a target. Untyped callers may give anything. */
function madeOf(target: string, name: unknown, what: string): string {
  const answer = atOnce(name, what);
  if (typeof answer !== "string") throw new ServerError("option", `${what} must be a string, not ${typeof answer}`);
  return canonicalMadeOf(target, answer);
}

function named(exchange: Exchange, resource: string, host: string | undefined, core: Core): Identity | undefined {
  if (isTooLong(resource)) return undefined;
  let scope: string | null | undefined;
  try {
    scope = atOnce(exchange.scope?.(resource), "A scope");
    if (scope !== undefined && scope !== null && typeof scope !== "string") {
      throw new ServerError("scope", `The scope of ${resource} must be a string, null or undefined`);
    }
  } catch (error) {
    core.onError(error);
    return { key: undefined, resource, scope: undefined };
  }
  const key = keyOf({ resource, host, scope: scope ?? undefined });
  return isTooLong(key) ? undefined : { key, resource, scope };
}

/**
 * The resource that a reference (`Location`) in the response to a request names; `undefined` if it is not on this server. An
 * absolute reference must have a host that the application named: the request's own proves nothing, since its client chose it.
 */
export function identityOfReference(exchange: Exchange, reference: string, core: Core): Identity | undefined {
  const [, authority, rest = ""] = /^(?:[a-z][a-z\d+.-]*:)?\/\/([^/?#]*)([^#]*)/is.exec(reference) ?? [];
  if (authority !== undefined) {
    const host = hostName(authority);
    if (host === undefined || !core.hosts.own(host, exchange.host)) return undefined;
    return identityAt(exchange, encoded(rest.startsWith("/") ? rest : `/${rest}`), core, host);
  }
  if (/^[a-z][a-z\d+.-]*:/i.test(reference)) return undefined;
  const target = relativeTo(exchange.target, reference);
  return target === undefined ? undefined : identityAt(exchange, encoded(target), core);
}

/** Resolves a relative reference against a target (RFC 9110 section 10.2.2). A path that is absolute stays as it is. */
function relativeTo(target: string, reference: string): string | undefined {
  const withoutFragment = reference.replace(/#.*/s, "");
  if (withoutFragment.startsWith("/")) return withoutFragment;
  const base = `http://localhost${target}`;
  if (!URL.canParse(withoutFragment, base)) return undefined;
  const { pathname, search } = new URL(withoutFragment, base);
  return `${pathname}${search}`;
}
