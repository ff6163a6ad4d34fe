import { parseMediaType, serializeMediaType } from "@resource-events/fields";

/**
 * A media type in the one way in which variants are compared (PREP-MS-4); `undefined` where it is none. The charset UTF-8
 * makes no variant of its own: frameworks add it to what a PUT brought without it.
 */
export function normalMediaType(mediaType: string): string | undefined {
  try {
    const { type, subtype, parameters } = parseMediaType(mediaType);
    const told = [...parameters].filter(([name, value]) => name !== "charset" || value.toLowerCase() !== "utf-8");
    return serializeMediaType({ type, subtype, parameters: new Map(told) });
  } catch {
    return undefined;
  }
}
