import { errorFor } from "./answer.ts";
import { discard, unreadable } from "./body.ts";
import { subscribeByEventsQuery } from "./events-query.ts";
import { essence } from "./forms.ts";
import type { SubscribeOptions } from "./options.ts";
import { subscribeByPrep } from "./prep.ts";
import { parseList } from "./structured-fields.ts";
import type { Subscription } from "./subscription.ts";

/**
 * Follows a resource: its representation first, then a notification for each event.
 *
 * @throws {@link ClientError} `option`, `network`, `response`, `no-notifications`, `invalid-response`; `cut-off`, `stream`
 * and `too-large` if the stream breaks before its representation begins; the signal's reason if it aborts
 */
export async function subscribe(url: string | URL, options: SubscribeOptions = {}): Promise<Subscription> {
  const { protocol = "auto" } = options;
  // Such as React Native's, which would respond only at the end of the duration.
  if (!options.fetch && !("body" in Response.prototype)) throw unreadable();
  if (protocol === "events-query") return subscribeByEventsQuery(url, options);
  const answer = await subscribeByPrep(url, options);
  if (answer.subscription) return answer.subscription;
  const offered = parseList(answer.response.headers.get("accept-query") ?? "") ?? [];
  if (protocol === "auto" && offered.some((type) => essence(`${type}`) === "application/json")) {
    discard(answer);
    return subscribeByEventsQuery(url, options);
  }
  throw await errorFor(answer, answer.status);
}
