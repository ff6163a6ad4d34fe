import { ServerError } from "../errors.ts";

/** How the host that a request was sent to tells resources apart. */
export interface Hosts {
  /** The host as a part of a resource's identity, if it is one. `"elsewhere"`: the resources of this host have no events. */
  apart(host: string | undefined): { readonly host: string | undefined } | "elsewhere";
  /** Whether a reference to a host means this server; `host` is normalized, `requested` is where the request was sent to. */
  own(host: string, requested: string | undefined): boolean;
  /** Whether hosts are kept apart. */
  readonly separate: boolean;
}

const together = { host: undefined };

/**
 * Reads the options `hosts` and `base`.
 *
 * @throws {@link ServerError} `option` if `hosts` is neither "one", "separate", nor a list of host names.
 */
export function hostsOf(hosts: "one" | "separate" | readonly string[] | undefined, base: string | undefined): Hosts {
  const ofBase = base === undefined ? undefined : hostName(new URL(base).host);
  if (hosts === undefined || hosts === "one") {
    return { separate: false, apart: () => together, own: (host) => host === ofBase };
  }
  const apart = (host: string | undefined) => {
    const name = host === undefined ? undefined : hostName(host);
    return name === undefined ? ("elsewhere" as const) : { host: name };
  };
  if (hosts === "separate") {
    return { separate: true, apart, own: (host, requested) => host === ofBase || host === hostName(requested ?? "") };
  }
  const names = new Set(Array.isArray(hosts) ? hosts.map((one: unknown) => checked(one)) : [checked(undefined)]);
  return {
    separate: true,
    apart(host) {
      const known = apart(host);
      return known !== "elsewhere" && names.has(known.host) ? known : "elsewhere";
    },
    own: (host) => names.has(host),
  };
}

/** The normal form of a host with its port: in lower case, without a default port, without a dot at the end. */
export function hostName(host: string): string | undefined {
  const name = host
    .toLowerCase()
    .replace(/:(?:80|443)?$/, "")
    .replace(/\.(?=:\d+$|$)/, "");
  return /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/.test(name) ? name : undefined;
}

function checked(name: unknown): string {
  const normal = typeof name === "string" ? hostName(name) : undefined;
  if (normal !== undefined) return normal;
  throw new ServerError("option", `hosts must be "one", "separate", or a list of host names, unlike ${String(name)}`);
}
