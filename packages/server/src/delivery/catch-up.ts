import type { ResourceEvent } from "../events/event.ts";
import type { Core } from "../settings/core.ts";
import type { Audience } from "./audience.ts";
import { concatenate, none } from "./bytes.ts";
import type { Channel } from "./channel.ts";
import type { HeldEvents } from "./held-events.ts";
import type { Recipient } from "./recipient.ts";
import type { StartingPoint } from "./starting-point.ts";

/** What catching up needs to know. */
export interface CatchUpContext {
  readonly channel: Channel;
  readonly held: HeldEvents;
  readonly audience: Audience;
  readonly recipient: Recipient;
  readonly start: StartingPoint;
  /** Whether the stream is to end as soon as it is live, since the server is closed. */
  readonly isEnding: () => boolean;
  readonly core: Pick<Core, "meter">;
}

/** The way of a recipient from its starting point into its audience. */
export class CatchUp {
  constructor(private readonly context: CatchUpContext) {}

  /**
   * Sends what was missed and what was held, in one write with what precedes it, or in several where it is much: in such
   * pauses more may be held. From here on, events go out as they come.
   */
  async run(preceding: readonly Uint8Array[]): Promise<void> {
    const { held, audience, recipient, start, core, isEnding } = this.context;
    const { subscriber } = recipient;
    if (subscriber.ended) return;
    let frames = [...preceding];
    if (recipient.selective) {
      subscriber.writeAnyway(concatenate(preceding));
      frames = [];
    }
    let events: ResourceEvent[] = [];
    let length = 0;
    for (const event of held.past(start)) {
      const frame = audience.frame(event);
      if (frame !== undefined) {
        frames.push(frame);
        events.push(event);
        length += frame.byteLength;
      }
      const end = audience.endAfter(event, frame);
      if (end === undefined && length < subscriber.pace) continue;
      if (recipient.selective && !(await recipient.permitted())) return subscriber.end("unauthorized");
      core.meter.delivered += events.length;
      const written = subscriber.writePaced(concatenate(frames));
      if (end !== undefined) return subscriber.end(end);
      await written;
      if (subscriber.ended) return;
      [frames, events, length] = [[], [], 0];
    }
    if (events.length > 0) recipient.deliver({ bytes: concatenate(frames), events, end: undefined });
    else if (!recipient.selective) subscriber.write(concatenate(frames));
    if (isEnding()) return subscriber.end("closed");
    // In the same tick: what were held from now on, nobody would send.
    if (subscriber.ended) return;
    held.goLive((event, ordinal) => this.#tell(event, ordinal));
    this.#joinWhenCaughtUp();
  }

  /** Events that the representation shows may still wait for their release; those after them go out one by one. */
  #tell(event: ResourceEvent, ordinal: number): void {
    const { audience, recipient, start } = this.context;
    if (ordinal > start.skip) {
      const frame = audience.frame(event);
      const end = audience.endAfter(event, frame);
      if (frame !== undefined || end !== undefined) {
        recipient.deliver({ bytes: frame ?? none, events: frame === undefined ? [] : [event], end });
      }
    }
    this.#joinWhenCaughtUp();
  }

  #joinWhenCaughtUp(): void {
    const { channel, held, audience, recipient, start } = this.context;
    if (channel.told < start.skip || recipient.subscriber.ended) return;
    channel.unfollow(held);
    channel.join(audience, recipient);
  }
}
