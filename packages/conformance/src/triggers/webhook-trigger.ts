import { SetupFailure } from "../finding.ts";
import type { Action } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
import type { CausedEvent, Resource, Trigger } from "./trigger.ts";

/** Causes events by the user's webhook. It responds with 2xx when the event has happened. */
export class WebhookTrigger implements Trigger {
  constructor(
    private readonly url: URL,
    private readonly settings: Settings,
  ) {}

  offers(action: Action): boolean {
    return this.settings.webhookActions.includes(action);
  }

  async perform(action: Action, resource: Resource): Promise<CausedEvent> {
    const signal = AbortSignal.timeout(this.settings.timeLimit);
    const request = { event: action, resource: resource.url };
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(request),
        signal,
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`it responded with ${response.status}`);
      return { kind: action };
    } catch (error) {
      throw new SetupFailure(`the webhook for ${action} failed: ${error instanceof Error ? error.message : error}`);
    }
  }
}
