import { ServerError } from "../errors.ts";
import type { ResourceEvent, UnloggedEvent } from "./event.ts";
import type { EventLog } from "./log.ts";

/** Limits of a log in memory. Above them, it forgets the oldest events. */
export interface MemoryLogOptions {
  /** How many events of one resource it keeps. Default: 1,000. */
  readonly eventsPerResource?: number;
  /** How many bytes the events of all resources may take, estimated. Default: 33,554,432 (32 MiB). */
  readonly bytes?: number;
  /** After how many seconds it forgets an event. Default: 3,600. */
  readonly age?: number;
}

interface Entry {
  readonly sequence: number;
  readonly event: ResourceEvent;
  readonly bytes: number;
  /** When it was stored, in milliseconds. Not `published`, which the application may set. */
  readonly stored: number;
}

interface History {
  readonly entries: Entry[];
  /** The newest sequence number that this resource may have lost. */
  forgotten: number;
}

/**
 * Creates an event log in memory, for a single process. All resources share its sequence numbers. So it keeps nothing about
 * a resource whose events it has forgotten, and never mistakes an old position for a current one.
 *
 * @throws {@link ServerError} `option` if a limit is not a positive number.
 */
export function createMemoryLog(options: MemoryLogOptions = {}): EventLog {
  const { eventsPerResource = 1_000, bytes: byteLimit = 32 * 1024 * 1024, age = 3_600 } = options;
  for (const [name, value] of Object.entries({ eventsPerResource, bytes: byteLimit, age })) {
    if (!(value > 0)) throw new ServerError("option", `The log's ${name} must be a positive number, not ${value}`);
  }
  // Created when it is first needed: in some workers, no random numbers are available while a module loads.
  let epoch: string | undefined;
  const histories = new Map<string, History>();
  /** All entries, oldest first: a Map keeps the order of insertion. */
  const all = new Map<number, Entry>();
  let sequence = 0;
  let bytes = 0;
  /** The newest sequence number that was lost by a resource without a history. */
  let forgotten = 0;

  const idOf = (resource: string, position: number): string => {
    epoch ??= crypto.randomUUID().slice(0, 8);
    return `${epoch}-${fingerprint(resource)}-${position.toString(36)}`;
  };

  function forgetOldestOf(resource: string, history: History): void {
    const entry = history.entries.shift();
    if (entry === undefined) return;
    all.delete(entry.sequence);
    bytes -= entry.bytes;
    history.forgotten = entry.sequence;
    if (history.entries.length === 0) {
      histories.delete(resource);
      forgotten = Math.max(forgotten, history.forgotten);
    }
  }

  function forgetTooMuch(now: number): void {
    for (const { event, stored } of all.values()) {
      if (bytes <= byteLimit && stored > now - age * 1000) break;
      const history = histories.get(event.resource);
      if (history !== undefined) forgetOldestOf(event.resource, history);
    }
  }

  return {
    append(unlogged: UnloggedEvent): ResourceEvent {
      const { resource } = unlogged;
      sequence += 1;
      const event: ResourceEvent = { ...unlogged, id: idOf(resource, sequence) };
      const entry: Entry = { sequence, event, bytes: sizeOf(event), stored: Date.now() };
      const history = histories.get(resource) ?? { entries: [], forgotten };
      histories.set(resource, history);
      history.entries.push(entry);
      all.set(sequence, entry);
      bytes += entry.bytes;
      if (history.entries.length > eventsPerResource) forgetOldestOf(resource, history);
      forgetTooMuch(Date.now());
      return event;
    },
    position(resource: string): string {
      forgetTooMuch(Date.now());
      const newest = histories.get(resource)?.entries.at(-1);
      // Not the position at which the log began: it would become unknown as soon as another resource's events are forgotten.
      return newest?.event.id ?? idOf(resource, sequence);
    },
    after(resource: string, id: string): readonly ResourceEvent[] | undefined {
      forgetTooMuch(Date.now());
      const digits = /^.*-([0-9a-z]{1,11})$/.exec(id)?.[1];
      const position = digits === undefined ? Number.NaN : Number.parseInt(digits, 36);
      if (!(position <= sequence) || id !== idOf(resource, position)) return undefined;
      const history = histories.get(resource);
      if (position < (history?.forgotten ?? forgotten)) return undefined;
      return (history?.entries ?? []).filter((entry) => entry.sequence > position).map(({ event }) => event);
    },
    size: () => ({ events: all.size, bytes }),
  };
}

/** Distinguishes the ids of one resource from those of another. Nothing else depends on it, so 32 bits (FNV-1a) suffice. */
function fingerprint(resource: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < resource.length; index += 1) {
    hash = Math.imul(hash ^ resource.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** Estimates the size of an event: about 300 bytes (measured), plus its strings and its delta. */
function sizeOf(event: ResourceEvent): number {
  const delta = event.delta === undefined ? 0 : event.delta.content.byteLength + event.delta.mediaType.length;
  return (
    300 + 2 * (event.resource.length + (event.object?.length ?? 0) + JSON.stringify(event.etag ?? "").length) + delta
  );
}
