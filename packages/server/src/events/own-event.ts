import type { Delta, EventDetails, UnloggedEvent } from "./event.ts";
import { sharedTexts } from "./event-size.ts";
import { ownText } from "./own-text.ts";
import { SharedTexts } from "./shared-texts.ts";

/** What a shared text takes beside its characters, and one that names a member of an object. Measured as in `event-size.ts`. */
const ofText = 120;
const ofName = 250;

/**
 * The parts of kept events, in copies of their own: they may be cut from something larger, which would stay in memory. Of
 * what is the same in many events, it makes one copy.
 */
export class OwnEvents {
  readonly #texts = new SharedTexts(ofText);
  readonly #tagTypes = new SharedTexts(ofName);

  /** Estimates how many bytes the shared parts take. */
  get sharedBytes(): number {
    return this.#texts.bytes + this.#tagTypes.bytes;
  }

  /** Makes copies of the parts of an event, which keeps them until it is released. */
  partsOf({ method, object, etag, delta }: UnloggedEvent): Partial<UnloggedEvent> {
    return {
      method: this.#texts.hold(method),
      ...(object === undefined ? {} : { object: ownText(object) }),
      ...(etag === undefined ? {} : { etag: this.#tags(etag) }),
      ...(delta === undefined ? {} : { delta: this.#delta(delta) }),
    };
  }

  /** Lets an event go. */
  release(event: UnloggedEvent): void {
    const { tagTypes, texts } = sharedTexts(event);
    for (const type of tagTypes) this.#tagTypes.release(type);
    for (const text of texts) this.#texts.release(text);
  }

  #tags(etag: NonNullable<EventDetails["etag"]>): string | Record<string, string> {
    if (typeof etag === "string") return ownText(etag);
    return Object.fromEntries(Object.entries(etag).map(([type, tag]) => [this.#tagTypes.hold(type), ownText(tag)]));
  }

  #delta({ mediaType, content }: Delta): Delta {
    const isOwn = content.byteLength === content.buffer.byteLength;
    return { mediaType: this.#texts.hold(mediaType), content: isOwn ? content : new Uint8Array(content) };
  }
}
