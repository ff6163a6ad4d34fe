import type { Rejection } from "../admission/rejection.ts";
import type { Plan } from "../delivery/plan.ts";
import type { HeaderFields } from "../message.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import type { Identity } from "./identity.ts";

/**
 * Joins, has the application respond to a GET, and responds with that representation and the notifications.
 *
 * @param resource - What is subscribed to.
 * @param negotiated - The plan, and the fields of the GET.
 * @param passNotAdmitted - How the application's response passes if its status admits no notifications.
 * @param reject - Responds if the subscription is not taken.
 */
export async function subscribe(
  resource: Identity,
  { plan, get }: { readonly plan: Plan; readonly get: HeaderFields },
  exchange: Exchange,
  { subscriptions, advice }: HandlerContext,
  passNotAdmitted: (head: ResponseHead) => PassThrough,
  reject: (rejection: Rejection) => unknown,
): Promise<void> {
  const opened = await subscriptions.open(plan, exchange);
  if (opened.kind === "rejection") {
    await reject(opened);
    return;
  }
  const judge = (head: ResponseHead) => {
    advice.check(resource, head.fields);
    return plan.protocol.admits(head.status) ? "keep" : passNotAdmitted(head);
  };
  try {
    const response = await exchange.represent(get, judge);
    if (response === undefined) opened.cancel();
    else await opened.begin(response, exchange.respond);
  } catch (error) {
    opened.cancel();
    throw error;
  }
}
