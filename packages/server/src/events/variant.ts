import { type MediaType, parseMediaType, serializeMediaType } from "@resource-events/fields";

/** A media type, or a range of them, without the charset UTF-8: frameworks add it to some messages and not to others. */
export function withoutDefaultCharset<T extends MediaType>(mediaType: T): T {
  if (mediaType.parameters.get("charset")?.toLowerCase() !== "utf-8") return mediaType;
  const parameters = new Map(mediaType.parameters);
  parameters.delete("charset");
  return { ...mediaType, parameters };
}

/**
 * The normal form of a media type, to compare variants (PREP-MS-4); `undefined` if it is not a media type. It omits the
 * charset UTF-8.
 */
export function normalMediaType(mediaType: string): string | undefined {
  try {
    return serializeMediaType(withoutDefaultCharset(parseMediaType(mediaType)));
  } catch {
    return undefined;
  }
}
