import type { Authorization } from "../src/delivery/authorization.ts";
import { Channels } from "../src/delivery/channels.ts";
import type { Plan } from "../src/delivery/plan.ts";
import { ServedSubscription } from "../src/delivery/served-subscription.ts";
import type { ApplicationResponse } from "../src/delivery/sink.ts";
import type { EventDetails } from "../src/events/event.ts";
import { discoveryOf } from "../src/protocols/discovery.ts";
import { negotiateEventsQuery } from "../src/protocols/events-query/negotiate.ts";
import { negotiatePrep } from "../src/protocols/prep/negotiate.ts";
import { coreOf } from "../src/settings/core.ts";
import type { ResourceEventsOptions } from "../src/settings/options.ts";
import { bodyOf, type PushedBody } from "./pushed-body.ts";
import { bytesOf, RecordingSink, recordingResponse } from "./recording-sink.ts";

/** Waits until everything has run that needs no outside help. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A response to a GET, in memory. */
export function baseOf(
  body: string | PushedBody | null = "Hello World!\n",
  fields: Record<string, string> = { "content-type": "text/plain" },
  status = 200,
): ApplicationResponse {
  return { status, fields: new Headers(fields), body: typeof body === "string" ? bodyOf(body) : body };
}

/** The core's internals. Keeps the errors that they report. */
export function createFixture(options: ResourceEventsOptions = {}) {
  const errors: unknown[] = [];
  const core = coreOf({ onError: (error) => errors.push(error), deltas: ["text/plain"], ...options });
  const channels = new Channels(core);
  const discovery = discoveryOf(core);

  const prepPlan = (headers: Record<string, string> = {}, resource = "/notes/welcome"): Plan => {
    const fields = new Headers({ "accept-events": '"prep"', ...headers });
    const negotiation = negotiatePrep(resource, fields, core, discovery);
    if (negotiation?.kind !== "plan") throw new Error(`no plan: ${JSON.stringify(negotiation)}`);
    return negotiation.plan;
  };
  const queryPlan = (content: string, headers: Record<string, string> = {}, resource = "/notes/welcome"): Plan => {
    const { eventsQuery } = core;
    if (eventsQuery === undefined) throw new Error("no Events Query");
    const fields = new Headers({ "content-type": "application/json", ...headers });
    const request = { resource, fields, content: bytesOf(content) };
    const negotiated = negotiateEventsQuery(request, { ...core, eventsQuery }, discovery);
    if (negotiated.kind !== "plan") throw new Error(new TextDecoder().decode(negotiated.content));
    return negotiated.plan;
  };
  const join = (plan: Plan, authorization?: Authorization) =>
    ServedSubscription.join(plan, channels, core, authorization);
  /** Joins and begins. Resolves when the head was sent and nothing more happens without outside help. */
  const subscribe = async (
    plan: Plan,
    base: ApplicationResponse = baseOf(),
    sink = new RecordingSink(),
    authorization?: Authorization,
  ) => {
    const subscription = await join(plan, authorization);
    const { respond } = recordingResponse(sink);
    const begun = subscription.begin(base, respond);
    await turn();
    return { subscription, sink, begun };
  };
  /** Records an event and releases it at once. */
  const happen = async (details: EventDetails, resource = "/notes/welcome") => {
    const { event, release } = await channels.record(resource, details);
    release();
    await turn();
    return event;
  };
  const codes = () => errors.map((error) => (error instanceof Error && "code" in error ? error.code : error));
  return { core, channels, discovery, errors, codes, prepPlan, queryPlan, join, subscribe, happen };
}
