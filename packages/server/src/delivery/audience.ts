import { parseAccept, parseMediaType, preferMediaTypes } from "@resource-events/fields";
import { createBoundary, StreamError } from "@resource-events/streams";
import { ServerError } from "../errors.ts";
import { type Delta, etagFor, isTerminal, type ResourceEvent } from "../event.ts";
import type { RenderContext } from "../forms/form.ts";
import type { Choice } from "../plan.ts";
import type { Settings } from "../settings.ts";
import { concatenate } from "./bytes.ts";
import { encapsulations } from "./encapsulation.ts";
import type { Subscriber } from "./subscriber.ts";

/** What decides which bytes a subscriber gets. */
export interface AudienceKind extends Choice {
  /** The media type of the representation, where the `ETag` of an event depends on it (PREP-MS-4). */
  readonly variant?: string | undefined;
}

/** The one key of all subscribers that get the same bytes. */
export function audienceKey({ encapsulation, form, delta, variant }: AudienceKind): string {
  return JSON.stringify([encapsulation, form.mediaType, delta, variant]);
}

/** How many framed events are kept for those who come late: they are held, or resumed by many at a time. */
const keptFrames = 64;

/**
 * The subscribers of one resource that get byte-identical notifications: each event is rendered and framed once, and
 * what one tick brings leaves in one write.
 */
export class Audience {
  readonly boundary = createBoundary();
  readonly #members = new Set<Subscriber>();
  readonly #frames = new Map<string, Uint8Array | undefined>();
  #batch: Uint8Array[] = [];
  #spent = false;

  constructor(
    readonly kind: AudienceKind,
    private readonly settings: Pick<Settings, "url" | "onError">,
  ) {}

  get size(): number {
    return this.#members.size;
  }

  /** Whether the boundary has become useless, so that nobody may join any more (architecture, invariant 6). */
  get spent(): boolean {
    return this.#spent;
  }

  /** From now on the subscriber gets what is delivered; nothing that was delivered before. */
  add(subscriber: Subscriber): void {
    this.flush();
    this.#members.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#members.delete(subscriber);
  }

  /** Sends the event to everybody; the bytes leave at the end of this tick, or at once where the event ends streams. */
  deliver(event: ResourceEvent): void {
    if (this.#members.size === 0) return;
    const frame = this.frame(event);
    if (frame !== undefined) this.#batch.push(frame);
    if (this.endsWith(event, frame)) {
      this.flush();
      for (const member of [...this.#members]) member.end();
    } else if (this.#batch.length === 1) {
      queueMicrotask(() => this.flush());
    }
  }

  /** Whether a stream ends after this event, framed as it is: the resource is gone, or its audience is to begin anew. */
  endsWith(event: ResourceEvent, frame: Uint8Array | undefined): boolean {
    return isTerminal(event) || this.#spent || (encapsulations[this.kind.encapsulation].once && frame !== undefined);
  }

  /** Writes what was delivered in this tick. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const bytes = concatenate(this.#batch);
    this.#batch = [];
    for (const member of [...this.#members]) member.write(bytes);
  }

  /** The event as this audience gets it; `undefined` where its form failed. */
  frame(event: ResourceEvent): Uint8Array | undefined {
    if (this.#frames.has(event.id)) return this.#frames.get(event.id);
    const frame = this.#encode(event);
    this.#frames.set(event.id, frame);
    if (this.#frames.size > keptFrames) {
      for (const oldest of this.#frames.keys()) {
        this.#frames.delete(oldest);
        break;
      }
    }
    return frame;
  }

  #encode(event: ResourceEvent): Uint8Array | undefined {
    const { delta } = event;
    try {
      if (delta !== undefined && this.#wants(delta)) return this.#render(event, delta);
    } catch (error) {
      // Whoever writes the resource may know the boundary: such a delta is left out, and no stream ends for it.
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
    const message = `The form ${this.kind.form.mediaType} can't tell the event ${event.id} on ${event.resource}`;
    this.settings.onError(new ServerError("form", message, { cause }));
  }

  #render(event: ResourceEvent, delta: Delta | undefined): Uint8Array {
    const { form, encapsulation, variant } = this.kind;
    const etag = etagFor(event, variant);
    const context: RenderContext = {
      url: this.settings.url,
      ...(delta === undefined ? {} : { delta }),
      ...(etag === undefined ? {} : { etag }),
    };
    const notification: unknown = form.render(event, context);
    if (!(notification instanceof Uint8Array)) throw new TypeError("A form renders bytes, and at once");
    return encapsulations[encapsulation].frame(this.boundary, form.mediaType, notification);
  }

  #wants(delta: Delta): boolean {
    const { form, delta: ranges } = this.kind;
    if (ranges === undefined || form.delta !== true) return false;
    return preferMediaTypes(parseAccept(ranges), [{ mediaType: parseMediaType(delta.mediaType) }]).length > 0;
  }
}
