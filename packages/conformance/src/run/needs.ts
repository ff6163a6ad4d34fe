import type { Check } from "../checks/check.ts";
import type { Offer } from "../checks/offer.ts";
import type { Action, EventKind } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
import type { Trigger } from "../triggers/trigger.ts";

/** The reason to skip a check, and the option that would enable it. */
export interface MissingNeed {
  readonly reason: string;
  readonly option?: string;
}

const harmless: readonly EventKind[] = ["put", "patch", "post"];

/** Everything that the checks of one run share. */
export interface RunContext {
  readonly settings: Settings;
  /** What the target advertises. */
  readonly offer: Offer;
  /** How events are caused. */
  readonly trigger: Trigger;
  /** When the run began: milliseconds of the monotonic clock. */
  readonly began: number;
  /** A random text in the URLs and contents of this run, to keep them apart from another run's. */
  readonly run: string;
}

/** Finds the first need of a check that this run cannot meet. */
export function missingNeed(
  { protocol, needs = {} }: Check,
  { settings, offer, trigger }: RunContext,
): MissingNeed | undefined {
  if (settings.protocol === "all") {
    const offered = protocol === "prep" ? offer.prep : offer.eventsQuery !== undefined;
    const field = protocol === "prep" ? "Accept-Events" : "Accept-Query";
    if (!offered) return missing(`the target does not advertise it in ${field}`, `--protocol ${protocol}`);
  } else if (settings.protocol !== protocol) {
    return missing(`this run is about ${settings.protocol} only`, `--protocol ${protocol}`);
  }
  if (needs.http !== undefined && needs.http !== settings.version) {
    return needs.http === "HTTP/2"
      ? missing("it is about HTTP/2", "--http2")
      : missing("it is about HTTP/1.1", "without --http2");
  }
  const unclaimed = needs.claims?.find((claim) => !settings.claims.has(claim));
  if (unclaimed !== undefined) return missing(`the target does not claim ${unclaimed}`, `--claim ${unclaimed}`);
  if (needs.container === true && settings.container === undefined) {
    return missing("it needs a container of resources", "--container URL");
  }
  if (needs.jsonRealization === true && settings.subscription !== undefined) {
    return missing("it needs subscriptions in application/json, and the configuration replaces them");
  }
  const { prepDuration, longestWait } = settings;
  if (needs.prepDuration === true && prepDuration === undefined) {
    return missing("it needs the duration of the target's PREP streams", "--prep-duration SECONDS");
  }
  if (needs.prepDuration === true && (prepDuration ?? 0) > longestWait) {
    return missing("the target's PREP streams last longer than the suite waits", "--longest-wait SECONDS");
  }
  if (needs.fresh === true && !freshResources(settings, trigger)) {
    return settings.resourceTemplate === undefined
      ? missing("it needs a fresh resource", "--resource-template URL")
      : missing("it needs a fresh resource", "--allow-writes");
  }
  for (const kind of needs.events ?? []) {
    const possible = kind === "any" ? anyEvents(trigger).length > 0 : trigger.offers(kind);
    if (!possible) {
      const trigger = kind === "any" ? "put" : kind;
      return missing(
        `the suite has no way to cause ${kind === "any" ? "an event" : kind}`,
        `--allow-writes, or --trigger ${trigger}=…`,
      );
    }
  }
  return undefined;
}

/** The events that can stand for `any`: they leave the resource in place. @internal */
export function anyEvents(trigger: Trigger): readonly EventKind[] {
  return harmless.filter((kind) => trigger.offers(kind));
}

/** Whether each check can get a fresh resource. @internal */
export function freshResources({ resourceTemplate }: Settings, trigger: Trigger): boolean {
  return resourceTemplate !== undefined && trigger.offers("create" satisfies Action);
}

function missing(reason: string, option?: string): MissingNeed {
  return option === undefined ? { reason } : { reason, option };
}
