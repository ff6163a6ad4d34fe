import { ConformanceError } from "../conformance-error.ts";
import type { HttpVersion } from "../wire/exchange-parts.ts";
import type { WireOptions } from "../wire/request.ts";

/** The protocols that are judged. */
export type Protocol = "prep" | "events-query";

/** What the suite can cause on a resource. */
export type EventKind = "put" | "patch" | "post" | "delete";

/** What the suite may have done: an event, or a fresh resource made and removed. */
export type Action = EventKind | "create" | "remove";

/** What is sent by a method. `{n}` in the content is replaced, so that each differs from all before. */
export interface MethodContent {
  /** The media type. */
  readonly type: string;
  /** The content. */
  readonly content: string;
}

/** The bodies of a server's own realization of subscriptions (EQ-DM-1). */
export interface SubscriptionContents {
  /** The media type. */
  readonly type: string;
  /** Asks for a stream of notifications. */
  readonly stream: string;
  /** Asks for a stream that begins with the representation. */
  readonly streamWithState: string;
  /** Asks for a single notification. */
  readonly single: string;
}

/** What is run, on what, and what may be done there. Only `target` is needed; by default nothing is written. */
export interface Configuration {
  /** The URL of a resource with notifications, `http:` or `https:`. */
  readonly target: string;
  /** What reports call the target. Default: its URL alone. */
  readonly name?: string;
  /** Default `all`: what the target advertises. */
  readonly protocol?: Protocol | "all";
  /** Whether HTTP/2 is spoken: with prior knowledge for `http:`, by ALPN for `https:`. Default: HTTP/1.1. */
  readonly http2?: boolean;
  /**
   * Fields for every request, such as credentials. Their values are not shown in results, wherever they would stand;
   * values of fewer than four characters only in the field itself.
   */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether resources may be changed by PUT, PATCH, POST and DELETE. Default: not. */
  readonly allowWrites?: boolean;
  /** URL with `{id}`: each check has a resource of its own there, so that checks run in parallel. */
  readonly resourceTemplate?: string;
  /** URL of a resource on which POST creates others (a container, a collection). */
  readonly container?: string;
  /** What is sent by each method. Default: JSON objects, a merge patch. */
  readonly contents?: Partial<Readonly<Record<"create" | "put" | "patch" | "post", MethodContent>>>;
  /** Commands that cause events, run by `sh` with the resource's URL as argument and as `RESOURCE_URL`, and `EVENT`. */
  readonly triggers?: Partial<Readonly<Record<Action, string>>>;
  /** URL that causes events: it is sent `{"event":"put","resource":"http://…"}` by POST, and answers when it is done. */
  readonly webhook?: string;
  /** What the webhook does. Default: every event, not `create` and `remove`. */
  readonly webhookActions?: readonly Action[];
  /**
   * Optional features that the target says it has: names of features (`resume`, `delta`), requirement IDs, check ids, or
   * `ours` for all. A claimed check can fail; unclaimed, it informs.
   */
  readonly claims?: readonly string[];
  /** Bodies of subscriptions, where the target does not take `application/json` with `events` and `state`. */
  readonly subscription?: SubscriptionContents;
  /** Seconds that the target's PREP streams last: without it, what happens at their end is not judged. */
  readonly prepDuration?: number;
  /** Seconds that the suite waits for what should come at once. Default 5. */
  readonly patience?: number;
  /** Seconds that the suite waits for the end of a stream's duration, at most. Default 10. */
  readonly longestWait?: number;
  /** Seconds that one check takes at most. Default 60. */
  readonly timeLimit?: number;
  /** How many checks run at once, where each has a resource of its own. Default 16. */
  readonly concurrency?: number;
  /**
   * Check ids, beginnings of them up to a slash (`prep`, `prep/discovery`), or any beginnings and `*`. What they depend
   * on is run, too.
   */
  readonly only?: readonly string[];
  /** Check ids, or beginnings of them, as in `only`. */
  readonly skip?: readonly string[];
  /** PEM of certificate authorities to trust instead of the system's. */
  readonly certificateAuthority?: string;
  /** Whether any certificate is taken. Default: not. */
  readonly insecure?: boolean;
}

/** A configuration, checked, with its defaults. Times are in milliseconds. */
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

/** @throws {@link ConformanceError} `configuration` */
export function settingsOf(configuration: Configuration): Settings {
  const { target, resourceTemplate, container, webhook, fields = {} } = configuration;
  for (const [name, value] of Object.entries(fields)) {
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name) || !/^[\t -~\x80-\xff]*$/.test(value)) {
      throw wrong("fields", name, "field names, and values without line ends");
    }
  }
  if (resourceTemplate !== undefined) {
    if (!resourceTemplate.includes("{id}")) throw wrong("resourceTemplate", resourceTemplate, "a URL with {id}");
    urlOf("resourceTemplate", resourceTemplate.replaceAll("{id}", "id"));
  }
  const { protocol = "all", concurrency = 16 } = configuration;
  if (!["prep", "events-query", "all"].includes(protocol)) throw wrong("protocol", protocol, "prep, events-query, all");
  if (!(concurrency >= 1)) throw wrong("concurrency", String(concurrency), "a number from 1 on");
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
    throw new ConformanceError("configuration", `${option}: credentials stand in fields (--field), not in the URL`);
  }
  return url;
}

function milliseconds(option: string, seconds: number): number {
  if (!(seconds > 0 && seconds <= 86_400)) throw wrong(option, String(seconds), "seconds, more than 0, up to 86,400");
  return seconds * 1_000;
}

function wrong(option: string, value: string, takes: string): ConformanceError {
  return new ConformanceError(
    "configuration",
    `${option}: ${JSON.stringify(value)} is not understood; it takes ${takes}`,
  );
}
