import { parseMediaType, serializeMediaType } from "@resource-events/fields";

/** A media type in the one way in which variants are compared (PREP-MS-4); `undefined` where it is none. */
export function normalMediaType(mediaType: string): string | undefined {
  try {
    return serializeMediaType(parseMediaType(mediaType));
  } catch {
    return undefined;
  }
}
