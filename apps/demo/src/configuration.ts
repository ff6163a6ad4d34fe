/** The configuration of the demo, from environment variables. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly adapter: Adapter;
  /** Whether the server speaks only cleartext HTTP/2 with prior knowledge. */
  readonly http2: boolean;
  /** The duration of a response in seconds, if the client does not ask for one. */
  readonly duration: number;
  /** The longest duration of a response, in seconds. */
  readonly maximumDuration: number;
}

/** The framework that serves the notes. */
export type Adapter = (typeof adapters)[number];

const adapters = ["node", "express", "koa", "fetch"] as const;

/** Thrown when an environment variable has an invalid value. The message names the variable and its valid values. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * Reads the configuration from environment variables.
 *
 * @throws {@link ConfigurationError}
 */
export function configurationOf(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const host = environment["HOST"] || "127.0.0.1";
  const adapter = environment["ADAPTER"] || "node";
  const http2 = environment["HTTP2"] === "1";
  // Express crashes on the requests of node:http2.
  if (http2 && adapter === "express")
    fail("HTTP2", "1", "0 with ADAPTER=express, because Express does not run on HTTP/2");
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

function fail(name: string, value: string, expected: string): never {
  throw new ConfigurationError(`${name}=${value} is invalid: ${name} must be ${expected}`);
}
