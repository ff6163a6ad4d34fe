import type { Core } from "../settings/core.ts";
import type { SubscriptionDescription } from "../settings/hooks.ts";
import type { StreamWriter } from "./stream-writer.ts";

/** Counts a subscription whose head is out, and calls the hooks at its beginning and its end. */
export function countSubscription(
  writer: StreamWriter,
  description: SubscriptionDescription,
  { meter, hooks }: Pick<Core, "meter" | "hooks">,
): void {
  const begun = performance.now();
  meter.opened += 1;
  if (description.resumed) meter.resumed += 1;
  hooks.onSubscribed?.(description);
  writer.onEnd((reason) => {
    meter.ended[reason] += 1;
    hooks.onEnded?.(description, { reason, seconds: (performance.now() - begun) / 1000 });
  });
}
