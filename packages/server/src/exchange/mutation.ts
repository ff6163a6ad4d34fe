import type { RecordedEvent } from "../delivery/channels.ts";
import type { Delta } from "../events/event.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import { eventsOf, type Mutation } from "../events/mutation.ts";
import type { HandlerContext } from "./context.ts";
import type { CapturedDelta } from "./delta.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import { containerOf, type Identity, identityOfReference } from "./identity.ts";

/** Whether the success of the method is an event (NF-6). */
export function isMutation(method: string): boolean {
  return method === "PUT" || method === "PATCH" || method === "POST" || method === "DELETE";
}

const nothing: PassThrough = { fields: [] };

/**
 * Lets a mutation pass, and records its events when the head of its response is known: the response has the id of the
 * first one (NF-7), and they are released once it was sent (PREP-MS-2).
 */
export function handleMutation(
  resource: Identity,
  exchange: Exchange,
  delta: CapturedDelta | undefined,
  context: HandlerContext,
): unknown {
  return exchange.pass((head) => {
    const captured = delta?.();
    return isPromise(captured)
      ? captured.then((known) => recordMutation(resource, exchange, head, known, context))
      : recordMutation(resource, exchange, head, captured, context);
  });
}

function recordMutation(
  resource: Identity,
  exchange: Exchange,
  head: ResponseHead,
  delta: Delta | undefined,
  context: HandlerContext,
): Awaitable<PassThrough> {
  const { core, channels, descriptions } = context;
  const report = (error: unknown): undefined => {
    core.onError(error);
    return undefined;
  };
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      return report(error);
    }
  };
  const { response } = head;
  const mutation: Mutation = {
    method: exchange.method,
    resource: resource.resource,
    key: resource.key,
    status: head.status,
    fields: head.fields,
    contentType: exchange.fields.get("content-type") ?? undefined,
    delta,
    container: containerOf(exchange, resource.resource, core)?.key,
    resourceAt: (reference) => identityOfReference(exchange, reference, core)?.key,
    described: response && descriptions.get(response),
  };
  const recorded = (attempt(() => eventsOf(mutation)) ?? []).map((event) =>
    attempt(() => channels.record(event.key, event.details)),
  );
  const pass = (events: readonly (RecordedEvent | undefined)[]): PassThrough => passWith(events, exchange, context);
  if (!recorded.some((one) => isPromise(one))) return pass(recorded as (RecordedEvent | undefined)[]);
  return Promise.all(recorded.map((one) => Promise.resolve(one).catch(report))).then(pass);
}

/** The response has the id of the event on its target; if that one failed, the others are still released. */
function passWith(
  recorded: readonly (RecordedEvent | undefined)[],
  exchange: Exchange,
  { withheld }: HandlerContext,
): PassThrough {
  const events = recorded.filter((one) => one !== undefined);
  if (events.length === 0) return nothing;
  const wait = withheld.wait(exchange, () => {
    for (const one of events) one.release();
  });
  for (const one of events) one.withheldBy(wait);
  const id = recorded[0]?.event.id;
  return { fields: id === undefined ? [] : [["Event-ID", id]], sent: () => wait.over() };
}
