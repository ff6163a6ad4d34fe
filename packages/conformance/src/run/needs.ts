import type { Check } from "../checks/check.ts";
import type { Offer } from "../checks/offer.ts";
import type { Action, EventKind, Settings } from "../settings/settings.ts";
import type { Trigger } from "../triggers/trigger.ts";

/** Why a check is skipped, and the option that would enable it. */
export interface MissingNeed {
  readonly reason: string;
  readonly option?: string;
}

const harmless: readonly EventKind[] = ["put", "patch", "post"];

/** What is at hand in a run. */
export interface RunContext {
  readonly settings: Settings;
  readonly offer: Offer;
  readonly trigger: Trigger;
}

/** The first thing that a check needs and that is not to be had. */
export function missingNeed(
  { protocol, needs = {} }: Check,
  { settings, offer, trigger }: RunContext,
): MissingNeed | undefined {
  if (settings.protocol === "all") {
    const offered = protocol === "prep" ? offer.prep : offer.eventsQuery !== undefined;
    const field = protocol === "prep" ? "Accept-Events" : "Accept-Query";
    if (!offered) return lack(`the target does not advertise it in ${field}`, `--protocol ${protocol}`);
  } else if (settings.protocol !== protocol) {
    return lack(`only ${settings.protocol} is judged`, `--protocol ${protocol}`);
  }
  if (needs.http !== undefined && needs.http !== settings.version) {
    return needs.http === "HTTP/2"
      ? lack("it judges HTTP/2", "--http2")
      : lack("it judges HTTP/1.1", "without --http2");
  }
  const unclaimed = needs.claims?.find((claim) => !settings.claims.has(claim));
  if (unclaimed !== undefined) return lack(`the target does not claim ${unclaimed}`, `--claim ${unclaimed}`);
  if (needs.container === true && settings.container === undefined) {
    return lack("it needs a container of resources", "--container URL");
  }
  if (needs.jsonRealization === true && settings.subscription !== undefined) {
    return lack("it writes subscriptions of its own, and the configuration says what the target takes");
  }
  const { prepDuration, longestWait } = settings;
  if (needs.prepDuration === true && prepDuration === undefined) {
    return lack("it needs to know how long the target's PREP streams last", "--prep-duration SECONDS");
  }
  if (needs.prepDuration === true && (prepDuration ?? 0) > longestWait) {
    return lack("the target's PREP streams last longer than the suite waits", "--longest-wait SECONDS");
  }
  if (needs.fresh === true && !freshResources(settings, trigger)) {
    return settings.resourceTemplate === undefined
      ? lack("it needs a resource of its own", "--resource-template URL")
      : lack("it needs a resource of its own", "--allow-writes");
  }
  for (const kind of needs.events ?? []) {
    const possible = kind === "any" ? anyEvents(trigger).length > 0 : trigger.offers(kind);
    if (!possible) {
      const trigger = kind === "any" ? "put" : kind;
      return lack(
        `nothing may cause ${kind === "any" ? "an event" : kind}`,
        `--allow-writes, or --trigger ${trigger}=…`,
      );
    }
  }
  return undefined;
}

/** The events that may stand for any, the first that works. @internal */
export function anyEvents(trigger: Trigger): readonly EventKind[] {
  return harmless.filter((kind) => trigger.offers(kind));
}

/** Whether each check can have a resource of its own. @internal */
export function freshResources({ resourceTemplate }: Settings, trigger: Trigger): boolean {
  return resourceTemplate !== undefined && trigger.offers("create" satisfies Action);
}

function lack(reason: string, option?: string): MissingNeed {
  return option === undefined ? { reason } : { reason, option };
}
