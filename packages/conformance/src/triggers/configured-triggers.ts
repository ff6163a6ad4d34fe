import { SetupFailure } from "../finding.ts";
import type { Action } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
import { CommandTrigger } from "./command-trigger.ts";
import { MethodTrigger } from "./method-trigger.ts";
import type { CausedEvent, Resource, Send, Trigger } from "./trigger.ts";
import { WebhookTrigger } from "./webhook-trigger.ts";

/**
 * Combines the triggers in the configuration. For each action the first that offers it is used: commands, webhook,
 * HTTP.
 */
export function configuredTrigger(settings: Settings, run: string): Trigger {
  const webhook = settings.webhook === undefined ? [] : [new WebhookTrigger(settings.webhook, settings)];
  return new FirstOffered([new CommandTrigger(settings), ...webhook, new MethodTrigger(settings, run)]);
}

/** Uses the first trigger that offers an action. If none does, the suite only reads. */
class FirstOffered implements Trigger {
  constructor(private readonly triggers: readonly Trigger[]) {}

  offers(action: Action): boolean {
    return this.triggers.some((trigger) => trigger.offers(action));
  }

  async perform(action: Action, resource: Resource, send: Send): Promise<CausedEvent> {
    const trigger = this.triggers.find((one) => one.offers(action));
    if (trigger === undefined) throw new SetupFailure(`the suite has no way to cause ${action}`);
    return trigger.perform(action, resource, send);
  }
}
