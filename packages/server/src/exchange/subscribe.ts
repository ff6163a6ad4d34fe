import type { Slot } from "../admission/admission.ts";
import type { Rejection } from "../admission/rejection.ts";
import { unavailable } from "../admission/rejection.ts";
import type { Applicant } from "../admission/subscriptions.ts";
import type { Plan } from "../delivery/plan.ts";
import type { ServedSubscription } from "../delivery/served-subscription.ts";
import type { ApplicationResponse } from "../delivery/sink.ts";
import type { HeaderFields } from "../message.ts";
import { contained } from "../settings/report.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import type { KnownIdentity } from "./identity.ts";

/** What a protocol says of the responses to its subscriptions. */
export interface SubscribeResponses {
  /** How the application's response passes if its status admits no notifications. */
  notAdmitted(head: ResponseHead): PassThrough;
  /** How the application's response passes if it came too late; `undefined`: it is dropped, and the subscription rejected. */
  readonly tooLate: ((head: ResponseHead) => PassThrough) | undefined;
  /** Responds if the subscription is not taken. */
  reject(rejection: Rejection): unknown;
}

/**
 * Joins, has the application respond to a GET, and responds with that representation and the notifications. A client that
 * leaves gives its slot back at once; a response that does not come costs the slot for the duration of the stream at most.
 *
 * @param resource - What is subscribed to.
 * @param negotiated - The plan, the fields of the GET, and who asks.
 */
export async function subscribe(
  resource: KnownIdentity,
  { plan, get, applicant }: { readonly plan: Plan; readonly get: HeaderFields; readonly applicant: Applicant },
  exchange: Exchange,
  { core, subscriptions, advice }: HandlerContext,
  responses: SubscribeResponses,
): Promise<void> {
  let slot: Slot | undefined;
  let joined: ServedSubscription | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  const leave = (): void => {
    gone = true;
    clearTimeout(timer);
    slot?.release();
    joined?.cancel();
  };
  contained(() => exchange.onGone?.(leave), core.onError);
  const opened = await subscriptions.open(plan, applicant, (taken) => {
    slot = taken;
    if (gone) taken.release();
  });
  if (opened.kind === "rejection") {
    await responses.reject(opened);
    return;
  }
  joined = opened;
  if (gone) return opened.cancel();
  // Nothing is sent then: the handler may still respond, and would fail if somebody else had.
  timer = setTimeout(() => opened.cancel(), plan.duration * 1000);
  const judge = (head: ResponseHead) => {
    advice.check(resource, head.fields);
    if (opened.cancelled && responses.tooLate !== undefined) return responses.tooLate(head);
    return plan.protocol.admits(head.status) && head.elsewhere !== true ? "keep" : responses.notAdmitted(head);
  };
  try {
    const response = await exchange.represent(get, judge);
    clearTimeout(timer);
    if (response === undefined) opened.cancel();
    else if (opened.cancelled) {
      drop(response);
      if (!gone) await responses.reject(unavailable);
    } else await opened.begin(response, exchange.respond);
  } catch (error) {
    clearTimeout(timer);
    opened.cancel();
    throw error;
  }
}

/** Leaves the content of a response that nobody gets. If leaving fails, nobody is concerned. */
function drop({ body }: ApplicationResponse): void {
  if (body === null || body instanceof Uint8Array) return;
  contained(
    () => body[Symbol.asyncIterator]().return?.(),
    () => {},
  );
}
