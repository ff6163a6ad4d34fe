import {
  assertFieldName,
  assertFieldValue,
  type SubscriptionLimits as ContentLimits,
  jsonRealization,
  type MediaType,
  parseMediaType,
  type Realization,
} from "@resource-events/fields";
import { eventsQueryRealization } from "@resource-events/fields/events-query";
import { ServerError } from "../errors.ts";
import { activityForm, linkedDataForm } from "../events/forms/activity-streams.ts";
import type { Form } from "../events/forms/form.ts";
import { jsonForm } from "../events/forms/json.ts";
import { rfc822Form } from "../events/forms/rfc822.ts";
import type { EventLog } from "../events/log.ts";
import { createMemoryLog } from "../events/memory-log.ts";
import type { ResponseFields } from "../message.ts";
import { atOnce } from "./at-once.ts";
import { boundedLog } from "./bounded-log.ts";
import { completeLog } from "./complete-log.ts";
import { type Deltas, deltasOf } from "./deltas.ts";
import { containedHooks, type Hooks } from "./hooks.ts";
import { type Hosts, hostsOf } from "./hosts.ts";
import type { KeepAliveOptions, ResourceEventsOptions, SubscriptionLimits } from "./options.ts";
import { containedReport } from "./report.ts";

/** A form as negotiation sees it. */
export interface OfferedForm {
  readonly mediaType: MediaType;
  readonly form: Form;
}

/** The options, checked and with defaults. */
export interface Settings {
  readonly prep: { readonly forms: readonly OfferedForm[] } | undefined;
  readonly eventsQuery:
    | {
        readonly forms: readonly OfferedForm[];
        readonly realizations: readonly Realization[];
        readonly content: ContentLimits;
      }
    | undefined;
  readonly duration: { readonly default: number; readonly maximum: number };
  readonly log: EventLog;
  readonly limits: Required<SubscriptionLimits>;
  readonly keepAlive: KeepAliveSettings;
  readonly hooks: Hooks;
  readonly url: (reference: string) => string;
  readonly hosts: Hosts;
  readonly container: ((resource: string) => string | undefined) | undefined;
  readonly deltas: Deltas;
  readonly deltaBytes: number;
  readonly refusalFields: ResponseFields;
  readonly onError: (error: unknown) => void;
}

/** After how many seconds without a notification to send filler bytes; `undefined` means never. */
export type KeepAliveSettings = { readonly [Name in keyof KeepAliveOptions]-?: number | undefined };

/** The longest time that a timer accepts, in seconds. */
export const longest = 2_147_483;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {@link ServerError} `option` if an option is invalid; the message names the option and says what it must be.
 */
export function settingsOf(options: ResourceEventsOptions): Settings {
  const { prep = {}, eventsQuery = {}, duration = {}, limits = {}, keepAlive = {}, hooks = {} } = options;
  const onError = containedReport(options.onError);
  const checkedLimits = limitsOf(limits);
  const usual = duration.default === undefined ? undefined : bounded("duration.default", duration.default, longest);
  const maximum = bounded("duration.maximum", duration.maximum ?? Math.max(3_600, usual ?? 0), longest);
  return {
    prep:
      (prep !== false && {
        forms: offered("prep.forms", prep.forms ?? [rfc822Form, jsonForm, linkedDataForm, activityForm]),
      }) ||
      undefined,
    eventsQuery:
      (eventsQuery !== false && {
        forms: offered("eventsQuery.forms", eventsQuery.forms ?? [jsonForm, rfc822Form, linkedDataForm, activityForm]),
        realizations: checkedRealizations(
          eventsQuery.realizations ?? [jsonRealization, eventsQueryRealization],
          onError,
        ),
        content: checkedContent(eventsQuery.content ?? {}),
      }) ||
      undefined,
    duration: { default: bounded("duration.default", usual ?? Math.min(600, maximum), maximum), maximum },
    log: completeLog(boundedLog(options.log ?? createMemoryLog(), checkedLimits.extensionSeconds, onError)),
    limits: checkedLimits,
    keepAlive: {
      jsonSequence: quiet("keepAlive.jsonSequence", keepAlive.jsonSequence ?? 25),
      http: quiet("keepAlive.http", keepAlive.http ?? false),
      multipart: quiet("keepAlive.multipart", keepAlive.multipart ?? false),
    },
    hooks: containedHooks(hooks, onError),
    url: resolver(options.base),
    hosts: hostsOf(options.hosts, options.base),
    container: options.container,
    deltas: deltasOf(options.deltas ?? []),
    deltaBytes: checkedDeltaBytes(options.deltaBytes ?? 65_536),
    refusalFields: checkedFields(options.refusalFields ?? []),
    onError,
  };
}

function limitsOf(limits: SubscriptionLimits): Required<SubscriptionLimits> {
  const subscriptions = limits.subscriptions ?? 20_000;
  const withDefaults: Required<SubscriptionLimits> = {
    waitingBytes: limits.waitingBytes ?? 1_048_576,
    heldEvents: limits.heldEvents ?? 1_000,
    heldBytes: limits.heldBytes ?? 1_048_576,
    closingSeconds: limits.closingSeconds ?? 30,
    idSeconds: limits.idSeconds ?? 2,
    extensionSeconds: limits.extensionSeconds ?? 5,
    waitingRequests: limits.waitingRequests ?? 100,
    contentSeconds: limits.contentSeconds ?? 10,
    unfinishedContents: limits.unfinishedContents ?? 1_000,
    withheldSeconds: limits.withheldSeconds ?? 2,
    withheldEvents: limits.withheldEvents ?? 1_000,
    withheldBytes: limits.withheldBytes ?? 1_048_576,
    withheldEventsInAll: limits.withheldEventsInAll ?? 20_000,
    withheldBytesInAll: limits.withheldBytesInAll ?? 33_554_432,
    subscriptions,
    subscriptionsPerResource: limits.subscriptionsPerResource ?? subscriptions,
    audiencesPerResource: limits.audiencesPerResource ?? 100,
    audiencesPerConnection: limits.audiencesPerConnection ?? 10,
    subscriptionsPerConnection: limits.subscriptionsPerConnection ?? 1_000,
    newSubscriptionsPerConnection: limits.newSubscriptionsPerConnection ?? 6_000,
    subscriptionsPerClient: limits.subscriptionsPerClient ?? 100,
    newSubscriptionsPerClient: limits.newSubscriptionsPerClient ?? 600,
  };
  for (const [name, limit] of Object.entries(withDefaults)) {
    bounded(`limits.${name}`, limit, name.endsWith("Seconds") ? longest : Number.POSITIVE_INFINITY);
  }
  return withDefaults;
}

function quiet(name: string, seconds: number | false): number | undefined {
  return seconds === false ? undefined : bounded(name, seconds, longest);
}

function bounded(name: string, value: number, most: number): number {
  if (value > 0 && value <= most) return value;
  throw new ServerError("option", `${name} must be a number above 0 and at most ${most}, not ${value}`);
}

function checkedDeltaBytes(value: number): number {
  if (value >= 0) return value;
  throw new ServerError("option", `deltaBytes must be a number, 0 or more, not ${value}`);
}

function checkedFields(fields: ResponseFields): ResponseFields {
  try {
    for (const [name, value] of fields) {
      assertFieldName(name);
      assertFieldValue(name, value);
    }
    return fields;
  } catch (cause) {
    throw new ServerError("option", "refusalFields has a field with an invalid name or value", { cause });
  }
}

function offered(name: string, forms: readonly Form[]): OfferedForm[] {
  if (forms.length === 0) throw new ServerError("option", `${name} must list at least one form`);
  return forms.map((form) => ({ mediaType: checkedMediaType(name, form.mediaType), form }));
}

function checkedRealizations(
  realizations: readonly Realization[],
  onError: (error: unknown) => void,
): readonly Realization[] {
  const name = "eventsQuery.realizations";
  if (realizations.length === 0) throw new ServerError("option", `${name} must list at least one realization`);
  for (const { mediaType } of realizations) checkedMediaType(name, mediaType);
  return realizations.map((realization) => ({
    mediaType: realization.mediaType,
    read(content, limits) {
      const subscription = realization.read(content, limits);
      try {
        return atOnce(subscription, "A realization");
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  }));
}

function checkedContent(content: ContentLimits): ContentLimits {
  for (const [name, limit] of Object.entries(content)) {
    bounded(`eventsQuery.content.${name}`, limit, Number.POSITIVE_INFINITY);
  }
  return content;
}

function checkedMediaType(name: string, mediaType: string): MediaType {
  try {
    return parseMediaType(mediaType);
  } catch (cause) {
    throw new ServerError("option", `${name} contains ${JSON.stringify(mediaType)}, which is not a media type`, {
      cause,
    });
  }
}

function resolver(base: string | undefined): (reference: string) => string {
  if (base === undefined) return (reference) => reference;
  if (!URL.canParse(base)) throw new ServerError("option", `base must be an absolute URL, not ${JSON.stringify(base)}`);
  return (reference) => (URL.canParse(reference, base) ? new URL(reference, base).href : reference);
}
