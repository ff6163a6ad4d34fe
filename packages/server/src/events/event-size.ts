import type { UnloggedEvent } from "./event.ts";

/*
 * How many bytes an event takes in memory. The constants were measured in Node 22 to 26: heap and buffers after garbage
 * collection, for 100,000 events of each kind. The name of the resource is not part of it: its events share it.
 */

/** The event itself: its object, date, UUID, id and type. */
const ofEvent = 365;
/** A typed array with a buffer of its own, beside its bytes. */
const ofBuffer = 240;
/** An object with entity tags, and one more member of it. */
const ofTags = 40;
const ofTag = 10;

/** Estimates how many bytes an event takes in memory, without the name of its resource. */
export function eventBytes(event: UnloggedEvent): number {
  const { tagTypes, texts } = sharedTexts(event);
  return [...tagTypes, ...texts].reduce((sum, text) => sum + textBytes(text), ownBytes(event));
}

/** Estimates how many bytes an event takes that it shares with no other: without its {@link sharedTexts}. */
export function ownBytes({ object, etag, delta }: UnloggedEvent): number {
  let bytes = ofEvent + textBytes(object);
  if (typeof etag === "string") bytes += textBytes(etag);
  else if (etag !== undefined) {
    bytes += ofTags;
    for (const tag of Object.values(etag)) bytes += ofTag + textBytes(tag);
  }
  if (delta !== undefined) bytes += ofBuffer + delta.content.byteLength;
  return bytes;
}

/** The texts of an event that are the same in many. */
export function sharedTexts({ method, etag, delta }: UnloggedEvent): {
  /** The media types of its entity tags. */
  readonly tagTypes: readonly string[];
  /** Its method, and the media type of its delta. */
  readonly texts: readonly string[];
} {
  const tagTypes = typeof etag === "object" ? Object.keys(etag) : [];
  return { tagTypes, texts: delta === undefined ? [method] : [method, delta.mediaType] };
}

/** Estimates how many bytes a string takes in memory: two a character if it has one beyond Latin-1. */
export function textBytes(text: string | undefined): number {
  if (text === undefined) return 0;
  return 20 + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}
