import { ServerError } from "../errors.ts";
import { canonicalName } from "../events/canonical.ts";
import { isTooLong, keyOf, longestKey } from "../events/key.ts";
import type { Core } from "../settings/core.ts";
import { hostName } from "../settings/hosts.ts";

/** A resource that not everybody shares. */
export interface NotifiedResource {
  /** Its name, as `notify` takes it. */
  readonly resource: string;
  /** Who shares it, as the option `scope` says it. Default: everybody. */
  readonly scope?: string | null | undefined;
}

/**
 * The key of a resource that an application names in `notify`.
 *
 * @throws {@link ServerError} `event` if it is no name, or too long, or if no request can name it; if hosts are kept apart, also
 *   if it is no absolute URL.
 */
export function notifiedKey(given: string | NotifiedResource, core: Pick<Core, "hosts" | "spelling">): string {
  // Untyped callers may give anything.
  const { resource, scope = undefined } = (
    typeof given === "object" && given !== null ? given : { resource: given }
  ) as {
    readonly resource: unknown;
    readonly scope?: unknown;
  };
  if (typeof resource !== "string") throw invalid(resource, "the name of the resource must be a string");
  if (scope !== undefined && scope !== null && typeof scope !== "string")
    throw invalid(resource, "the scope must be a string");
  const { host, name } = core.hosts.separate ? onHost(resource, core) : { host: undefined, name: resource };
  const spelled = core.spelling(name);
  if (spelled === undefined) {
    const what = "no request can name it, so that nobody would be told. A name is a path, such as /notes/1";
    throw invalid(JSON.stringify(resource.slice(0, 100)), what);
  }
  const key = keyOf({ resource: canonicalName(spelled), host, scope: scope ?? undefined });
  if (isTooLong(key)) throw invalid(resource.slice(0, 100), `its name is longer than ${longestKey} bytes`);
  return key;
}

function onHost(resource: string, { hosts }: Pick<Core, "hosts">): { readonly host: string; readonly name: string } {
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)([^#]*)/is.exec(resource) ?? [];
  const host = authority === undefined ? undefined : hostName(authority);
  if (host === undefined) throw invalid(resource, "hosts are kept apart, so it must be named by an absolute URL");
  if (hosts.apart(host) === "elsewhere") throw invalid(resource, "its host is not in the option `hosts`");
  return { host, name: rest.startsWith("/") ? rest : `/${rest}` };
}

function invalid(resource: unknown, what: string): ServerError {
  return new ServerError("event", `Invalid event on ${String(resource)}: ${what}`);
}
