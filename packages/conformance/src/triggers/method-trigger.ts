import { NotApplicable, SetupFailure } from "../finding.ts";
import type { Action } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
import type { CausedEvent, Resource, Send, Trigger } from "./trigger.ts";

const methods: Readonly<Record<Action, string>> = {
  put: "PUT",
  patch: "PATCH",
  post: "POST",
  delete: "DELETE",
  create: "PUT",
  remove: "DELETE",
};

/** Statuses that say that a resource does not support a method or a media type, which is no fault. */
const unsupported: ReadonlySet<number> = new Set([405, 415, 501]);

/** Causes events by requests on the resource itself, if writes are allowed. */
export class MethodTrigger implements Trigger {
  #count = 0;

  constructor(
    private readonly settings: Settings,
    /** A random text that makes the contents of this run unique. */
    private readonly run: string,
  ) {}

  offers(): boolean {
    return this.settings.allowWrites;
  }

  async perform(action: Action, resource: Resource, send: Send): Promise<CausedEvent> {
    const method = methods[action];
    const sent = action === "delete" || action === "remove" ? undefined : this.settings.contents[action];
    this.#count += 1;
    const exchange = send({
      method,
      url: resource.url,
      fields: sent === undefined ? {} : { "Content-Type": sent.type },
      ...(sent === undefined ? {} : { content: sent.content.replaceAll("{n}", `${this.run}-${this.#count}`) }),
    });
    await exchange.ended(undefined, `a response to ${method}`);
    const { status = 0 } = exchange;
    if (unsupported.has(status)) {
      const what = sent === undefined ? method : `${method} with ${sent.type}`;
      const option = `--body ${action}=TYPE:CONTENT, or --trigger ${action}=…`;
      throw new NotApplicable(`${resource.url} does not support ${what}: status ${status}`, option);
    }
    if (status < 200 || status > 299) {
      throw new SetupFailure(`${method} ${resource.url} did not cause an event: ${exchange.describe()}`, exchange);
    }
    return { kind: action, exchange };
  }
}
