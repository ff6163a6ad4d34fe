import { parseEventId } from "@resource-events/fields";
import { etagFor, type ResourceEvent } from "../events/event.ts";
import type { EventLog } from "../events/log.ts";
import { normalMediaType } from "../events/variant.ts";
import type { Channel } from "./channel.ts";
import type { Plan } from "./plan.ts";
import type { BaseResponse } from "./sink.ts";

/** An event with its place in its channel. */
export interface PlacedEvent {
  readonly event: ResourceEvent;
  readonly ordinal: number;
}

/** Where a stream begins: without gap, and without needless overlap with the representation (EQ-RP-6). */
export interface StartingPoint {
  /** The event after which the stream begins; `Event-ID` of the head (EQ-RP-5, PREP-RS-11). */
  readonly id: string;
  /** Whether it is the client's own id. */
  readonly resumed: boolean;
  /** Events of the past, to be sent first. */
  readonly replay: readonly ResourceEvent[];
  /** Events of the channel up to this ordinal are not sent: they came before, or the representation shows them. */
  readonly skip: number;
}

/** What the representation tells of the event that it shows. */
export interface Shown {
  /** The `Event-ID` that the application itself gave its answer. */
  readonly eventId: string | undefined;
  readonly etag: string | undefined;
  /** The media type of the representation. */
  readonly variant: string | undefined;
}

/** What a subscription knows while it is being opened. */
export interface OpeningContext {
  readonly plan: Plan;
  readonly channel: Channel;
  readonly log: EventLog;
  /** The ordinal of the newest event when the subscription joined, before anything was read. */
  readonly joinedAt: number;
  /** That event, where the channel knows it. */
  readonly latest: ResourceEvent | undefined;
  /** What was told since. */
  readonly held: readonly PlacedEvent[];
}

/**
 * Where the stream begins as far as the request tells, asked after the subscription joined and before the
 * representation is read: such a representation shows whatever was recorded by now.
 */
export async function requestedStart(context: OpeningContext): Promise<StartingPoint> {
  const { plan, log, channel, joinedAt } = context;
  const { resource, lastEventId } = plan;
  if (lastEventId !== undefined && lastEventId !== "*") {
    const start = await startAfter(lastEventId, context);
    if (start !== undefined) return { ...start, resumed: true };
  }
  // What is on its way into the log is in there when it answers, or after: both times it must be known by its id.
  await channel.settled();
  const id = await log.position(resource);
  await channel.settled();
  const placed = recentOf(context).find(({ event }) => event.id === id);
  return { id, resumed: false, replay: [], skip: Math.max(joinedAt, placed?.ordinal ?? 0) };
}

/** The same, once the representation has told what it shows. */
export async function shownStart(start: StartingPoint, shown: Shown, context: OpeningContext): Promise<StartingPoint> {
  if (start.resumed) return start;
  if (shown.eventId !== undefined) {
    if (shown.eventId === start.id) return start;
    // Newer than what was found before it was read; or older, where the application reads from a copy and knows it.
    return (await startAfter(shown.eventId, context)) ?? start;
  }
  const { etag, variant } = shown;
  const { latest } = context;
  // Where the state before had the same entity tag, this one does not tell before from after: rather twice than never.
  if (etag === undefined || (latest !== undefined && etagFor(latest, variant) === etag)) return start;
  const since = recentOf(context).filter(({ ordinal }) => ordinal > start.skip);
  const placed = since.find(({ event }) => etagFor(event, variant) === etag);
  return placed === undefined ? start : { ...start, id: placed.event.id, skip: placed.ordinal };
}

/** The start after a given event; `undefined` where the log does not know it for this resource. */
async function startAfter(id: string, context: OpeningContext): Promise<StartingPoint | undefined> {
  const past = await context.log.after(context.plan.resource, id);
  if (past === undefined) return undefined;
  await context.channel.settled();
  // What is not released yet is in the log, but comes when it is told (PREP-MS-2).
  const pending = new Set(context.channel.pending.map(({ event }) => event?.id));
  const placed = recentOf(context).find(({ event }) => event.id === id);
  return { id, resumed: false, replay: past.filter((event) => !pending.has(event.id)), skip: placed?.ordinal ?? 0 };
}

/** What happened since the subscription joined, told or not, in order. */
function recentOf({ held, channel }: OpeningContext): PlacedEvent[] {
  const pending = channel.pending.flatMap(({ event, ordinal }) => (event === undefined ? [] : [{ event, ordinal }]));
  return [...held, ...pending];
}

/** What a base response tells of its event, where it is the representation that is sent. */
export function shownBy({ fields }: BaseResponse, state: boolean): Shown {
  if (!state) return { eventId: undefined, etag: undefined, variant: undefined };
  return {
    eventId: parseEventId(fields.get("event-id")),
    etag: fields.get("etag") ?? undefined,
    variant: normalMediaType(fields.get("content-type") ?? ""),
  };
}
