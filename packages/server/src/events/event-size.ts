import type { ResourceEvent, UnloggedEvent } from "./event.ts";

/*
 * How many bytes an event takes in memory. The constants were measured in Node 22 to 26: heap and buffers after garbage
 * collection, for 100,000 events of each kind. The name of the resource is not part of it: its events share it.
 */

/** The event itself: its object, date, UUID, id, method and type. */
const ofEvent = 365;
/** A typed array with a buffer of its own, beside its bytes. */
const ofBuffer = 220;

/** Estimates how many bytes an event takes in memory, without the name of its resource. */
export function eventBytes({ object, etag, delta }: UnloggedEvent | ResourceEvent): number {
  let bytes = ofEvent + textBytes(object) + etagBytes(etag);
  if (delta !== undefined) bytes += ofBuffer + delta.content.byteLength + textBytes(delta.mediaType);
  return bytes;
}

/** Estimates how many bytes a string takes in memory: two a character if it has one beyond Latin-1. */
export function textBytes(text: string | undefined): number {
  if (text === undefined) return 0;
  return 20 + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1);
}

function etagBytes(etag: UnloggedEvent["etag"]): number {
  if (etag === undefined || typeof etag === "string") return textBytes(etag);
  return Object.entries(etag).reduce((sum, [mediaType, tag]) => sum + textBytes(mediaType) + textBytes(tag), 40);
}
