import { ServerError } from "../errors.ts";
import type { ResourceEvent, UnloggedEvent } from "./event.ts";
import { ownBytes, textBytes } from "./event-size.ts";
import type { EventLog } from "./log.ts";
import { OwnEvents } from "./own-event.ts";
import { ownText } from "./own-text.ts";
import { Queue } from "./queue.ts";
import { createIdSeal, type IdSeal, keyBytes } from "./sealed-id.ts";

/** Limits of a log in memory. Above them, it forgets the oldest events. */
export interface MemoryLogOptions {
  /** How many events of one resource it keeps. Default: 1,000. */
  readonly eventsPerResource?: number;
  /** How many bytes the events of all resources may take, as measured within some 10 %. Default: 33,554,432 (32 MiB). */
  readonly bytes?: number;
  /** After how many seconds it forgets an event. Default: 3,600. */
  readonly age?: number;
}

interface Entry {
  readonly number: number;
  readonly event: ResourceEvent;
  readonly bytes: number;
  /** When it was stored, in milliseconds. Not `published`, which the application may set. */
  readonly stored: number;
  readonly history: History;
  /** Its neighbours among the entries of all resources, in their order. */
  older: Entry | undefined;
  newer: Entry | undefined;
}

interface History {
  readonly resource: string;
  readonly entries: Queue<Entry>;
  /** The newest number that this resource may have lost. */
  forgotten: number;
}

/** What an entry takes beside its event, and a history beside the name of its resource. Measured as in `event-size.ts`. */
const ofEntry = 100;
const ofHistory = 165;

/**
 * Creates an event log in memory, for a single process. All resources share its numbers. So it keeps nothing about a
 * resource whose events it has forgotten, and never mistakes an old position for a current one. Appending and looking up
 * take the same time however much it holds.
 *
 * @throws {@link ServerError} `option` if a limit is not a positive number.
 */
export function createMemoryLog(options: MemoryLogOptions = {}): EventLog {
  const { eventsPerResource = 1_000, bytes: byteLimit = 32 * 1024 * 1024, age = 3_600 } = options;
  for (const [name, value] of Object.entries({ eventsPerResource, bytes: byteLimit, age })) {
    if (!(value > 0)) throw new ServerError("option", `The log's ${name} must be a positive number, not ${value}`);
  }
  let ids: IdSeal | undefined;
  const histories = new Map<string, History>();
  const own = new OwnEvents();
  let oldest: Entry | undefined;
  let newest: Entry | undefined;
  let number = 0;
  let events = 0;
  let bytes = 0;
  /** The newest number that was lost by a resource without a history. */
  let forgotten = 0;

  /** Made when it is first needed: in some workers, no random numbers are available while a module loads. */
  const seal = (): IdSeal => {
    ids ??= createIdSeal(crypto.getRandomValues(new Uint8Array(keyBytes)), 0);
    return ids;
  };

  function historyOf(name: string): History {
    const known = histories.get(name);
    if (known !== undefined) return known;
    const resource = ownText(name);
    const history = { resource, entries: new Queue<Entry>(), forgotten };
    histories.set(resource, history);
    bytes += ofHistory + textBytes(resource);
    return history;
  }

  function add(entry: Entry): void {
    entry.history.entries.push(entry);
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
    events += 1;
    bytes += entry.bytes;
  }

  function forgetOldestOf(history: History): void {
    const entry = history.entries.shift();
    if (entry === undefined) return;
    if (entry.older === undefined) oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = undefined;
    entry.newer = undefined;
    events -= 1;
    bytes -= entry.bytes;
    own.release(entry.event);
    history.forgotten = entry.number;
    if (history.entries.length > 0) return;
    histories.delete(history.resource);
    bytes -= ofHistory + textBytes(history.resource);
    forgotten = Math.max(forgotten, history.forgotten);
  }

  function forgetTooMuch(now: number): void {
    while (oldest !== undefined && (bytes + own.sharedBytes > byteLimit || oldest.stored <= now - age * 1000)) {
      forgetOldestOf(oldest.history);
    }
  }

  return {
    append(unlogged: UnloggedEvent): ResourceEvent {
      const id = seal().seal(unlogged.resource, number + 1);
      const parts = own.partsOf(unlogged);
      number += 1;
      const history = historyOf(unlogged.resource);
      const event: ResourceEvent = { ...unlogged, ...parts, resource: history.resource, id };
      const stored = Date.now();
      const size = ofEntry + ownBytes(event);
      add({ number, event, bytes: size, stored, history, older: newest, newer: undefined });
      if (history.entries.length > eventsPerResource) forgetOldestOf(history);
      forgetTooMuch(stored);
      return event;
    },
    position(resource: string): string {
      forgetTooMuch(Date.now());
      const history = histories.get(resource);
      // Not the position at which the log began: it would become unknown as soon as another resource's events are forgotten.
      return history?.entries.last?.event.id ?? seal().seal(resource, number);
    },
    after(resource: string, id: string): readonly ResourceEvent[] | undefined {
      forgetTooMuch(Date.now());
      const history = histories.get(resource);
      const place = seal().open(resource, id);
      if (place === undefined || place.number < (history?.forgotten ?? forgotten)) return undefined;
      return history?.entries.from((entry) => entry.number > place.number).map(({ event }) => event) ?? [];
    },
    size: () => ({ events, bytes: bytes + own.sharedBytes }),
  };
}
