/** What the environment says of how the demo is to run. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly adapter: Adapter;
  /** Whether cleartext HTTP/2 with prior knowledge is spoken, and nothing else. */
  readonly http2: boolean;
  /** Seconds that a response lasts where the client states no wish. */
  readonly duration: number;
  /** The most seconds that a response lasts. */
  readonly maximumDuration: number;
}

/** What the notes are served through. */
export type Adapter = (typeof adapters)[number];

const adapters = ["node", "express", "koa", "fetch"] as const;

/** A variable of the environment has a value that it can't have; the message says which, and what it takes. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * @throws {@link ConfigurationError}
 */
export function configurationOf(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const host = environment["HOST"] || "127.0.0.1";
  const adapter = environment["ADAPTER"] || "node";
  const http2 = environment["HTTP2"] === "1";
  // Express crashes on the requests of node:http2.
  if (http2 && adapter === "express") fail("HTTP2", "1", "0 where ADAPTER is express, which does not run on HTTP/2");
  const duration = numberOf(environment, "DURATION", { least: 0.001, most: 2_147_483, whole: false });
  const maximum = numberOf(environment, "MAX_DURATION", { least: 0.001, most: 2_147_483, whole: false });
  const maximumDuration = maximum ?? Math.max(3_600, duration ?? 0);
  return {
    host,
    port: numberOf(environment, "PORT", { least: 0, most: 65_535, whole: true }) ?? 8080,
    adapter: adapters.find((known) => known === adapter) ?? fail("ADAPTER", adapter, `one of ${adapters.join(", ")}`),
    http2,
    duration: Math.min(duration ?? 600, maximumDuration),
    maximumDuration,
  };
}

function numberOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  { least, most, whole }: { readonly least: number; readonly most: number; readonly whole: boolean },
): number | undefined {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  return fail(name, text, `a ${whole ? "whole " : ""}number from ${least} to ${most}`);
}

function fail(name: string, value: string, takes: string): never {
  throw new ConfigurationError(`${name}=${value} is not understood: it takes ${takes}`);
}
