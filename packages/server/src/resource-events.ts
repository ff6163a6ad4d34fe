import type { Requester } from "./admission/authorization.ts";
import { Subscriptions } from "./admission/subscriptions.ts";
import { Observer, type RecordedEvent } from "./delivery/observer.ts";
import type { Opening } from "./delivery/opening.ts";
import type { Plan, Refusal } from "./delivery/plan.ts";
import type { ResponseFields } from "./delivery/sink.ts";
import { ServerError } from "./errors.ts";
import type { EventDetails } from "./events/event.ts";
import type { Awaitable } from "./events/log.ts";
import { type DescribedEvent, eventsOf, type Mutation } from "./events/mutation.ts";
import { discoveryOf, isAdvertised, varyWith } from "./protocols/discovery.ts";
import {
  type EventsQueryNegotiation,
  type EventsQueryRequest,
  negotiateEventsQuery,
} from "./protocols/events-query/negotiate.ts";
import { negotiatePrep, type PrepNegotiation, type PrepRefused } from "./protocols/prep/negotiate.ts";
import { prepAdmits, prepRefusal } from "./protocols/prep/response.ts";
import { coreOf } from "./settings/core.ts";
import type { ResourceEventsOptions } from "./settings/options.ts";
import type { Statistics } from "./settings/statistics.ts";

/** The events that an answered mutation is. */
export interface RecordedMutation {
  /** The `Event-ID` of the answer: that of the event on the request's target (NF-7); `undefined` where that failed. */
  readonly eventId: string | undefined;
  /** Lets them be told: call it when the answer was sent, or its connection has closed (PREP-MS-2). */
  release(): void;
}

/** How to close. */
export interface CloseOptions {
  /** How many seconds streams may take to end. Default: 10. 0 breaks them off at once. */
  readonly within?: number;
}

/**
 * The core of a server whose resources push their changes; made by {@link createResourceEvents}, spoken to by an
 * adapter. Two of them know nothing of each other.
 */
export interface ResourceEvents {
  /** Tells of an event that no wrapped request caused. Resolves with its id. Rejects with {@link ServerError} `event` or `log`. */
  notify(resource: string, details: EventDetails): Promise<string>;
  /**
   * Says what the answer to a mutation can't: that nothing changed, an entity tag for each media type, a delta, or that
   * it is no event. `answer` is what the adapter knows the answer by: the `res` of node:http, or a Fetch `Response`.
   */
  describe(answer: object, event: DescribedEvent): void;
  /**
   * Ends every stream cleanly, so that its client resumes elsewhere or later; subscriptions that come afterwards are
   * refused with 503 (for PREP: the plain response says so). Resolves when all are gone; those that are not when
   * the time is over are broken off. Mutations are recorded as before.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What is going on, and what has been since the start. */
  stats(): Statistics;

  /** For adapters: negotiates PREP for a GET. */
  negotiatePrep(resource: string, headers: Headers): PrepNegotiation;
  /** For adapters: negotiates Events Query for a QUERY. */
  negotiateEventsQuery(request: EventsQueryRequest): EventsQueryNegotiation;
  /** For adapters: the most bytes that a subscription's content may have; `undefined` where Events Query is not served. */
  readonly contentLimit: number | undefined;
  /**
   * For adapters: joins a subscription, before the representation is read, or says why not: the answer to a QUERY, or
   * how PREP is refused with the ordinary answer. `identify` says who asks; where it fails, nobody is let in. Never
   * rejects.
   */
  open(plan: Plan, identify?: () => Awaitable<Requester>): Promise<Opening | PrepRefused | Refusal>;
  /**
   * For adapters: the fields of an ordinary answer to GET, HEAD, OPTIONS or QUERY (PREP-DI-1, PREP-DI-3, EQ-DI-1), to be set
   * in place of fields of the same names. `refused` is what {@link negotiatePrep} said, where it did.
   */
  ordinaryFields(method: string, status: number, vary: string | null, negotiation?: PrepNegotiation): ResponseFields;
  /** For adapters: what was said of an answer by {@link describe}. */
  described(answer: object): DescribedEvent | undefined;
  /** For adapters: gives the events of a mutation their ids; `undefined` where it is none, or could not be logged. */
  record(mutation: Mutation): Awaitable<RecordedMutation | undefined>;
}

/**
 * Makes the core of a server whose resources push their changes by PREP and HTTP Events Query.
 *
 * @throws {@link ServerError} `option`, where an option has a value that it can't have.
 */
export function createResourceEvents(options: ResourceEventsOptions = {}): ResourceEvents {
  const core = coreOf(options);
  const { eventsQuery, log } = core;
  const discovery = discoveryOf(core);
  const observer = new Observer(core);
  const subscriptions = new Subscriptions(core, observer);
  const descriptions = new WeakMap<object, DescribedEvent>();

  const recordAll = (mutation: Mutation): Awaitable<RecordedMutation | undefined> => {
    const recorded = eventsOf(mutation).map(({ resource, details }) =>
      attempt(() => observer.record(resource, details)),
    );
    if (recorded.some((one) => one instanceof Promise)) {
      return Promise.all(recorded.map((one) => Promise.resolve(one).catch(report))).then(together);
    }
    return together(recorded as (RecordedEvent | undefined)[]);
  };
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

  return {
    async notify(resource, details) {
      const { event, release } = await observer.record(resource, details);
      release();
      return event.id;
    },
    describe(answer, event) {
      descriptions.set(answer, { ...descriptions.get(answer), ...event });
    },
    described: (answer) => descriptions.get(answer),
    close: ({ within = 10 } = {}) => subscriptions.close(within),
    stats: () => core.meter.snapshot(subscriptions.counts, log.size?.()),
    negotiatePrep: (resource, headers) => negotiatePrep(resource, headers, core, discovery),
    negotiateEventsQuery(request) {
      if (eventsQuery === undefined) throw new ServerError("option", "Events Query is switched off in the options");
      return negotiateEventsQuery(request, { ...core, eventsQuery }, discovery);
    },
    contentLimit: eventsQuery && (eventsQuery.content.bytes ?? 16_384),
    open: (plan, identify = () => ({ authorization: true })) => subscriptions.open(plan, identify),
    ordinaryFields(method, status, vary, negotiation) {
      const read = method === "GET" || method === "HEAD";
      const told = isAdvertised(status) && method !== "QUERY";
      const advice = told ? [...(read ? discovery.acceptEvents : []), ...discovery.acceptQuery] : [];
      const varying: ResponseFields =
        read && core.prep !== undefined ? [["Vary", varyWith(vary, ["Accept-Events"])]] : [];
      // `Events` answers nothing but GET (PREP-EV-6); 412 where the ordinary answer would not have had notifications anyway.
      const refused = method === "GET" && negotiation?.kind === "refused" ? negotiation : undefined;
      if (refused === undefined) return [...advice, ...varying];
      const refusal = prepAdmits(status) ? prepRefusal(refused.status, refused.retryAfter) : prepRefusal(412);
      return [...advice, ...varying, ...refusal];
    },
    record: recordAll,
  };
}

function together(recorded: readonly (RecordedEvent | undefined)[]): RecordedMutation | undefined {
  // Where the first one failed, the others have their places all the same, and would hold back what comes after them.
  if (recorded.every((one) => one === undefined)) return undefined;
  const release = () => {
    for (const one of recorded) one?.release();
  };
  return { eventId: recorded[0]?.event.id, release };
}
