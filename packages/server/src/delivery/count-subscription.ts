import type { Core } from "../settings/core.ts";
import type { SubscriptionDescription } from "../settings/hooks.ts";
import type { Subscriber } from "./subscriber.ts";

/** Counts a subscription whose head is out, and tells the hooks of it and of its end. */
export function countSubscription(
  subscriber: Subscriber,
  description: SubscriptionDescription,
  { meter, hooks }: Pick<Core, "meter" | "hooks">,
): void {
  const begun = performance.now();
  meter.opened += 1;
  if (description.resumed) meter.resumed += 1;
  hooks.onSubscribed(description);
  subscriber.onEnd((reason) => {
    meter.ended[reason] += 1;
    hooks.onEnded(description, { reason, seconds: (performance.now() - begun) / 1000 });
  });
}
