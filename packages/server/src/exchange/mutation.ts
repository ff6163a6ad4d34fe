import type { RecordedEvent } from "../delivery/channels.ts";
import type { Wait } from "../delivery/withheld.ts";
import { ServerError } from "../errors.ts";
import { encoded } from "../events/canonical.ts";
import type { Delta } from "../events/event.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import { eventsOf, type Mutation, type TriggeredEvent } from "../events/mutation.ts";
import { within } from "../settings/within.ts";
import type { HandlerContext } from "./context.ts";
import type { CapturedDelta } from "./delta.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import { containerOf, type Identity, identityOfReference, memberName } from "./identity.ts";

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
  let recorded: Awaitable<PassThrough> | undefined;
  return exchange.pass((head) => {
    // An adapter that calls twice must not make two events of one.
    if (recorded !== undefined) return recorded;
    if (head.elsewhere === true) {
      delta?.drop();
      return nothing;
    }
    const captured = delta?.take();
    recorded = isPromise(captured)
      ? captured.then((known) => recordMutation(resource, exchange, head, known, context))
      : recordMutation(resource, exchange, head, captured, context);
    return recorded;
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
    resource: encoded(resource.resource),
    member: encoded(memberName(exchange, resource)),
    key: resource.key,
    status: head.status,
    fields: head.fields,
    automaticEtag: head.automaticEtag === true,
    contentType: exchange.fields.get("content-type") ?? undefined,
    delta,
    container: containerOf(exchange, resource.resource, core)?.key,
    resourceAt: (reference) => identityOfReference(exchange, reference, core)?.key,
    described: response && descriptions.get(response),
  };
  if (response !== undefined) descriptions.delete(response);
  const record = ({ key, details }: TriggeredEvent) => (key === undefined ? undefined : channels.record(key, details));
  const recorded = (attempt(() => eventsOf(mutation)) ?? []).map((event, index) =>
    attempt(() => {
      try {
        return record(event);
      } catch (error) {
        const [plain] = index === 0 && mutation.described ? eventsOf({ ...mutation, described: undefined }) : [];
        if (plain === undefined || !(error instanceof ServerError && error.code === "event")) throw error;
        // What the application added to it is invalid. It has happened all the same.
        report(error);
        return record(plain);
      }
    }),
  );
  return passWith(recorded, exchange, context);
}

/**
 * The response has the id of the event on its target; if that one failed, the others are still released. It waits for the log
 * for a bounded time: ids that come later are not in the response, but their events are told.
 */
function passWith(
  recorded: readonly (Awaitable<RecordedEvent> | undefined)[],
  exchange: Exchange,
  { core, withheld }: HandlerContext,
): Awaitable<PassThrough> {
  const events: RecordedEvent[] = [];
  let wait: Wait | undefined;
  let released = false;
  // Only ids are kept beyond the wait: a response may stay open for long, and what was told is the log's to keep.
  const add = (event: RecordedEvent): string => {
    if (released) event.release();
    else {
      events.push(event);
      if (wait !== undefined) event.withheldBy(wait);
    }
    return event.event.id;
  };
  const pass = (id: string | undefined, moreComes = false): PassThrough => {
    if (events.length === 0 && !moreComes) return nothing;
    wait = withheld.wait(exchange, () => {
      released = true;
      for (const event of events.splice(0)) event.release();
    });
    for (const event of events) event.withheldBy(wait);
    return { fields: id === undefined ? [] : [["Event-ID", id]], sent: wait.over };
  };
  const late = recorded.map((one) => {
    if (!isPromise(one)) return one && add(one);
    return Promise.resolve(one).then(add, (error: unknown) => void core.onError(error));
  });
  const promised = late.filter((one) => isPromise(one));
  if (promised.length === 0) return pass(late[0] as string | undefined);
  const first = late[0];
  const inTime = within(Promise.all(promised), core.limits.idSeconds, "The event log");
  // What fails is reported where it is awaited; what is late is not lost.
  return inTime.then(
    async () => pass((await first) ?? undefined),
    () => pass(isPromise(first) ? undefined : first, true),
  );
}
