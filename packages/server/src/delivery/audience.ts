import { createBoundary, StreamError } from "@resource-events/streams";
import { ServerError } from "../errors.ts";
import { type Delta, etagFor, isTerminal, type ResourceEvent } from "../events/event.ts";
import type { RenderContext } from "../events/forms/form.ts";
import { nameOf } from "../events/key.ts";
import type { Core } from "../settings/core.ts";
import type { EndReason } from "../settings/statistics.ts";
import { concatenate } from "./bytes.ts";
import { type Choice, includesDelta } from "./choice.ts";
import { encapsulations } from "./encapsulation.ts";
import { KeepAlive } from "./keep-alive.ts";
import { type Renderings, render } from "./renderings.ts";
import type { Batch, Subscriber } from "./subscriber.ts";

/** Everything that decides which bytes a subscriber gets. */
export interface AudienceKind extends Choice {
  /** The media type of the representation, since the `ETag` of an event may depend on it (PREP-MS-4). */
  readonly variant?: string | undefined;
}

/** The key that is the same for all subscribers that get the same bytes. */
export function audienceKey({ encapsulation, form, delta, variant }: AudienceKind): string {
  return JSON.stringify([encapsulation, form.mediaType, delta, variant]);
}

/** How much an audience keeps of what it framed. */
export interface KeptFrames {
  readonly frames: number;
  readonly bytes: number;
}

/** For a shared audience: others may need the same frames soon, because they held the events or resume. */
const keptByShared: KeptFrames = { frames: 64, bytes: 65_536 };

/** For an audience of one subscriber: nobody else comes. */
export const keptByPrivate: KeptFrames = { frames: 1, bytes: 0 };

/**
 * The subscribers of one resource that get byte-identical notifications. Each event is framed once for all of them, and
 * the events of one tick leave in one write.
 */
export class Audience {
  readonly boundary = createBoundary();
  /** The key of its kind. */
  readonly key: string;
  readonly #members = new Set<Subscriber>();
  readonly #frames = new Map<string, Uint8Array | undefined>();
  #frameBytes = 0;
  #holds = 0;
  #batch: { readonly event: ResourceEvent; readonly frame: Uint8Array }[] = [];
  #newest: number | undefined;
  #recorded: number | undefined;
  #spent = false;
  #keepAlive: KeepAlive | undefined;

  constructor(
    readonly kind: AudienceKind,
    private readonly core: Pick<Core, "url" | "onError" | "keepAlive" | "deltas">,
    private readonly renderings: Renderings,
    private readonly kept = keptByShared,
  ) {
    this.key = audienceKey(kind);
  }

  get size(): number {
    return this.#members.size;
  }

  /** Whether a form has rendered the boundary, so nobody may join any more (architecture, invariant 6). */
  get spent(): boolean {
    return this.#spent;
  }

  /** Keeps the audience for a subscriber that knows its boundary and has not joined yet. Returns how to let go of it. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (held) this.#holds -= 1;
      held = false;
    };
  }

  /** Whether nobody is a member, or is about to be. */
  get unneeded(): boolean {
    return this.#members.size === 0 && this.#holds === 0;
  }

  /** Adds a subscriber: it gets what is delivered from now on, and nothing that was delivered before. */
  add(subscriber: Subscriber): void {
    this.flush();
    this.#members.add(subscriber);
    this.#keepAlive ??= this.#startKeepAlive();
  }

  remove(subscriber: Subscriber): void {
    this.#members.delete(subscriber);
    if (this.#members.size > 0) return;
    this.#keepAlive?.stop();
    this.#keepAlive = undefined;
  }

  /**
   * Delivers the event to all members. The bytes leave at the end of this tick, or at once if the event ends streams.
   *
   * @param ordinal - Its place in the order of the channel.
   * @param recorded - That of the newest event that was recorded.
   * @returns How many bytes each of them gets.
   */
  deliver(event: ResourceEvent, ordinal?: number, recorded?: number): number {
    if (this.#members.size === 0) return 0;
    const frame = this.frame(event);
    this.#newest = ordinal;
    this.#recorded = recorded;
    if (frame !== undefined) this.#batch.push({ event, frame });
    const end = this.endAfter(event, frame);
    if (end !== undefined) this.flush(end);
    else if (this.#batch.length === 1) queueMicrotask(() => this.flush());
    return frame?.byteLength ?? 0;
  }

  /** Why streams end after this event with this frame; `undefined`: they do not. */
  endAfter(event: ResourceEvent, frame: Uint8Array | undefined): EndReason | undefined {
    if (isTerminal(event)) return "deleted";
    if (this.#spent) return "boundary";
    return encapsulations[this.kind.encapsulation].once && frame !== undefined ? "notified" : undefined;
  }

  /** Writes what was delivered in this tick. */
  flush(end?: EndReason): void {
    if (this.#batch.length === 0 && end === undefined) return;
    const frames = this.#batch.map(({ frame }) => frame);
    const batch: Batch = {
      bytes: concatenate(frames),
      frames,
      events: this.#batch.map(({ event }) => event),
      newest: this.#newest,
      recorded: this.#recorded,
      end,
    };
    this.#batch = [];
    this.#keepAlive?.wasActive();
    for (const member of [...this.#members]) member.deliver(batch);
  }

  #startKeepAlive(): KeepAlive | undefined {
    const { keepAlive, filler } = encapsulations[this.kind.encapsulation];
    const seconds = keepAlive && this.core.keepAlive[keepAlive];
    if (seconds === undefined) return undefined;
    const bytes = filler(this.boundary);
    return new KeepAlive(seconds, () => {
      for (const member of [...this.#members]) member.keepAlive(bytes);
    });
  }

  /** The event as this audience gets it; `undefined` if its form failed. */
  frame(event: ResourceEvent): Uint8Array | undefined {
    if (this.#frames.has(event.id)) return this.#frames.get(event.id);
    const frame = this.#encode(event);
    this.#frames.set(event.id, frame);
    this.#frameBytes += frame?.byteLength ?? 0;
    for (const [id, oldest] of this.#frames) {
      // The newest is kept in any case: other subscribers need it now.
      if (id === event.id || (this.#frames.size <= this.kept.frames && this.#frameBytes <= this.kept.bytes)) break;
      this.#frames.delete(id);
      this.#frameBytes -= oldest?.byteLength ?? 0;
    }
    return frame;
  }

  /** The event for a subscriber that missed the `skipped` ones before it. Without delta: it would change an unknown state. */
  frameAfterGap(event: ResourceEvent, skipped: number): Uint8Array | undefined {
    if (skipped === 0) return this.frame(event);
    try {
      return this.#render(event, undefined, skipped);
    } catch (error) {
      this.#report(event, error);
      return undefined;
    }
  }

  #encode(event: ResourceEvent): Uint8Array | undefined {
    const { delta } = event;
    try {
      if (delta !== undefined && includesDelta(this.kind, delta, this.core.deltas)) return this.#render(event, delta);
    } catch (error) {
      // A writer of the resource may know the boundary. A delta that contains it is left out, and no stream ends for it.
      if (!this.#isHit(error)) this.#report(event, error);
    }
    try {
      return this.#render(event, undefined);
    } catch (error) {
      if (this.#isHit(error)) this.#spent = true;
      this.#report(event, error);
      return undefined;
    }
  }

  #isHit(error: unknown): boolean {
    if (!encapsulations[this.kind.encapsulation].delimited) return false;
    return error instanceof StreamError && error.code === "boundary";
  }

  #report(event: ResourceEvent, cause: unknown): void {
    const message = `The form ${this.kind.form.mediaType} failed on the event ${event.id} of ${nameOf(event.resource)}`;
    this.core.onError(new ServerError("form", message, { cause }));
  }

  #render(event: ResourceEvent, delta: Delta | undefined, skipped?: number): Uint8Array {
    const { form, encapsulation, variant } = this.kind;
    const etag = etagFor(event, variant);
    const context: RenderContext = {
      url: this.core.url,
      ...(delta === undefined ? {} : { delta }),
      ...(skipped === undefined ? {} : { skipped }),
      ...(etag === undefined ? {} : { etag }),
    };
    const notification =
      skipped === undefined ? this.renderings.of(event, form, context) : render(event, form, context);
    return encapsulations[encapsulation].frame(this.boundary, form.mediaType, notification);
  }
}
