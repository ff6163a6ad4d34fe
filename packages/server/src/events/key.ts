/** What tells resources of the same name apart. */
export interface Apart {
  /** The host, if hosts are kept apart. */
  readonly host?: string | undefined;
  /** Who shares the resource, if not everybody. */
  readonly scope?: string | undefined;
}

/** A resource as the application knows it. */
export interface NamedResource extends Apart {
  /** Its name: usually its path. */
  readonly resource: string;
}

/**
 * Makes the key by which channels, limits and logs know a resource. Usually it is the name. Different resources never have
 * the same key, whatever characters their parts contain: a client may have chosen them.
 */
export function keyOf({ resource, host, scope }: NamedResource): string {
  if (host === undefined && scope === undefined && !resource.startsWith(" ")) return resource;
  return ` ${host ?? ""} ${scope === undefined ? "" : `=${withoutSpaces(scope)}`} ${resource}`;
}

/** The longest key, in bytes. A resource whose key would be longer has no events: its name would be kept in many places. */
export const longestKey = 8_192;

/** Whether a key is longer than that. */
export function isTooLong(key: string): boolean {
  // A character of a string takes up to three bytes.
  return key.length * 3 > longestKey && new TextEncoder().encode(key).length > longestKey;
}

/** Reads what {@link keyOf} made. */
export function namedBy(key: string): NamedResource {
  const [, host, scope, resource] = /^ ([^ ]*) (?:=([^ ]*))? (.*)$/s.exec(key) ?? [];
  if (resource === undefined) return { resource: key };
  return {
    resource,
    ...(host === "" ? {} : { host }),
    ...(scope === undefined ? {} : { scope: withSpaces(scope) }),
  };
}

/** What tells the resource with this key apart, beside its name. */
export function apartOf(key: string): Apart {
  const { resource: _, ...apart } = namedBy(key);
  return apart;
}

/** The name of the resource with this key: what applications and subscribers see of it. */
export function nameOf(key: string): string {
  return key.startsWith(" ") ? namedBy(key).resource : key;
}

function withoutSpaces(text: string): string {
  return text.replace(/[% ]/g, (character) => (character === " " ? "%20" : "%25"));
}

function withSpaces(text: string): string {
  return text.replace(/%2[05]/g, (encoded) => (encoded === "%20" ? " " : "%"));
}
