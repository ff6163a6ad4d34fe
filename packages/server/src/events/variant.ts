import { parseMediaType, serializeMediaType } from "@resource-events/fields";

/**
 * The normal form of a media type, to compare variants (PREP-MS-4); `undefined` if it is not a media type. It omits the
 * charset UTF-8, because frameworks add it to responses, while the PUT may have come without it.
 */
export function normalMediaType(mediaType: string): string | undefined {
  try {
    const { type, subtype, parameters } = parseMediaType(mediaType);
    const kept = [...parameters].filter(([name, value]) => name !== "charset" || value.toLowerCase() !== "utf-8");
    return serializeMediaType({ type, subtype, parameters: new Map(kept) });
  } catch {
    return undefined;
  }
}
