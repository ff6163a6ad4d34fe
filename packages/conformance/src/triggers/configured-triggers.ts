import { SetupFailure } from "../finding.ts";
import type { Action, Settings } from "../settings/settings.ts";
import { Commands } from "./command-trigger.ts";
import { HttpMethods } from "./method-trigger.ts";
import type { CausedEvent, EventProvider, Resource, Send } from "./trigger.ts";
import { Webhook } from "./webhook-trigger.ts";

/** The ways that the configuration gives: of each action the first that offers it, commands before all. */
export function providerOf(settings: Settings, run: string): EventProvider {
  const webhook = settings.webhook === undefined ? [] : [new Webhook(settings.webhook, settings)];
  return new FirstOf([new Commands(settings), ...webhook, new HttpMethods(settings, run)]);
}

/** Without any it offers nothing: a run that only reads. */
class FirstOf implements EventProvider {
  constructor(private readonly providers: readonly EventProvider[]) {}

  offers(action: Action): boolean {
    return this.providers.some((provider) => provider.offers(action));
  }

  async perform(action: Action, resource: Resource, send: Send): Promise<CausedEvent> {
    const provider = this.providers.find((one) => one.offers(action));
    if (provider === undefined) throw new SetupFailure(`nothing can cause ${action}`);
    return provider.perform(action, resource, send);
  }
}
