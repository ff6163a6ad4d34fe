import type { Subscriptions } from "../admission/subscriptions.ts";
import type { Channels } from "../delivery/channels.ts";
import type { Withheld } from "../delivery/withheld.ts";
import type { DescribedEvent } from "../events/mutation.ts";
import type { Discovery } from "../protocols/discovery.ts";
import type { Core } from "../settings/core.ts";
import type { Contents } from "./contents.ts";
import type { Copies } from "./copies.ts";
import type { ScopeAdvice } from "./scope-advice.ts";

/** What handling exchanges needs: the parts of one instance. */
export interface HandlerContext {
  readonly core: Core;
  readonly channels: Channels;
  readonly withheld: Withheld;
  readonly contents: Contents;
  readonly copies: Copies;
  readonly subscriptions: Subscriptions;
  readonly discovery: Discovery;
  readonly advice: ScopeAdvice;
  /** What the application said of its responses (`describe`). */
  readonly descriptions: WeakMap<object, DescribedEvent>;
}
