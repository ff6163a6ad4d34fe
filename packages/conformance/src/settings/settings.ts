import { ConformanceError } from "../conformance-error.ts";
import type { HttpVersion } from "../wire/exchange-parts.ts";
import type { WireOptions } from "../wire/request.ts";
import type { Action, Configuration, MethodContent, Protocol, SubscriptionContents } from "./configuration.ts";

/** A validated configuration with all defaults. Times are in milliseconds. */
export interface Settings {
  readonly target: URL;
  readonly protocol: Protocol | "all";
  readonly version: HttpVersion;
  readonly fields: Readonly<Record<string, string>>;
  readonly allowWrites: boolean;
  readonly resourceTemplate: string | undefined;
  readonly container: URL | undefined;
  readonly contents: Readonly<Record<"create" | "put" | "patch" | "post", MethodContent>>;
  readonly triggers: Partial<Readonly<Record<Action, string>>>;
  readonly webhook: URL | undefined;
  readonly webhookActions: readonly Action[];
  readonly claims: ReadonlySet<string>;
  readonly subscription: SubscriptionContents | undefined;
  readonly prepDuration: number | undefined;
  readonly patience: number;
  readonly longestWait: number;
  readonly timeLimit: number;
  readonly concurrency: number;
  readonly only: readonly string[] | undefined;
  readonly skip: readonly string[];
  readonly wire: WireOptions;
}

const json = { type: "application/json", content: '{"conformance":"{n}"}' };
const mergePatch = { type: "application/merge-patch+json", content: '{"conformance":"{n}"}' };

/**
 * Validates a configuration and fills in the defaults.
 *
 * @throws {@link ConformanceError} `configuration` if an option is invalid
 */
export function settingsOf(configuration: Configuration): Settings {
  const { target, resourceTemplate, container, webhook, fields = {} } = configuration;
  for (const [name, value] of Object.entries(fields)) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name) || !/^[\t -~\x80-\xff]*$/.test(value)) {
      throw wrong("fields", name, "valid field names, and values without line breaks");
    }
  }
  if (resourceTemplate !== undefined) {
    if (!resourceTemplate.includes("{id}")) throw wrong("resourceTemplate", resourceTemplate, "a URL with {id}");
    urlOf("resourceTemplate", resourceTemplate.replaceAll("{id}", "id"));
  }
  const { protocol = "all", concurrency = 16 } = configuration;
  if (!["prep", "events-query", "all"].includes(protocol)) throw wrong("protocol", protocol, "prep, events-query, all");
  if (!(concurrency >= 1)) throw wrong("concurrency", String(concurrency), "a number, at least 1");
  const patience = milliseconds("patience", configuration.patience ?? 5);
  const version: HttpVersion = configuration.http2 === true ? "HTTP/2" : "HTTP/1.1";
  return {
    target: urlOf("target", target),
    protocol,
    version,
    fields,
    allowWrites: configuration.allowWrites ?? false,
    resourceTemplate,
    container: container === undefined ? undefined : urlOf("container", container),
    contents: { create: json, put: json, patch: mergePatch, post: json, ...configuration.contents },
    triggers: configuration.triggers ?? {},
    webhook: webhook === undefined ? undefined : urlOf("webhook", webhook),
    webhookActions: configuration.webhookActions ?? ["put", "patch", "post", "delete"],
    claims: new Set(configuration.claims),
    subscription: configuration.subscription,
    prepDuration:
      configuration.prepDuration === undefined ? undefined : milliseconds("prepDuration", configuration.prepDuration),
    patience,
    longestWait: milliseconds("longestWait", configuration.longestWait ?? 10),
    timeLimit: milliseconds("timeLimit", configuration.timeLimit ?? 60),
    concurrency: Math.floor(concurrency),
    only: configuration.only,
    skip: configuration.skip ?? [],
    wire: {
      version,
      patience,
      maximumBytes: 16_777_216,
      insecure: configuration.insecure ?? false,
      ...(configuration.certificateAuthority === undefined
        ? {}
        : { certificateAuthority: configuration.certificateAuthority }),
    },
  };
}

function urlOf(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw wrong(option, text, "an http: or https: URL");
  if (url.username !== "" || url.password !== "") {
    throw new ConformanceError("configuration", `${option}: put credentials in fields (--field), not in the URL`);
  }
  return url;
}

function milliseconds(option: string, seconds: number): number {
  if (!(seconds > 0 && seconds <= 86_400)) throw wrong(option, String(seconds), "seconds: more than 0, at most 86,400");
  return seconds * 1_000;
}

function wrong(option: string, value: string, takes: string): ConformanceError {
  return new ConformanceError("configuration", `${option}: ${JSON.stringify(value)} is invalid; expected ${takes}`);
}
