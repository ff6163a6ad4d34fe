import {
  encodeHttpMessage,
  encodeHttpMessageHead,
  encodeJsonText,
  encodePart,
  type FieldList,
} from "@resource-events/streams";
import type { KeepAliveSettings } from "../settings/settings.ts";
import { none } from "./bytes.ts";
import type { EncapsulationName } from "./choice.ts";

/** How notifications follow one another in a body. */
export interface Encapsulation {
  /** Frames one notification of the media type, once for a whole audience. Throws if the boundary occurs in it (PREP-RS-10). */
  frame(boundary: string, mediaType: string, notification: Uint8Array): Uint8Array;
  /** The setting for how long a stream may be quiet. */
  readonly keepAlive: keyof KeepAliveSettings | undefined;
  /** Returns the filler that is sent on a quiet stream. */
  filler(boundary: string): Uint8Array;
  /** Whether a boundary delimits what is framed. */
  readonly delimited: boolean;
  /** Whether the response ends after one notification (EQ-SN-2). */
  readonly once: boolean;
}

/** The encapsulations by name (PREP-RS-5, EQ-ST-5, EQ-ST-6, EQ-ST-7, EQ-SN-1). */
export const encapsulations: Readonly<Record<EncapsulationName, Encapsulation>> = {
  digest: {
    // In a digest, a part without fields is message/rfc822 (RFC 2046 5.1.5).
    frame: (boundary, mediaType, notification) =>
      encodePart(boundary, mediaType === "message/rfc822" ? [] : [["Content-Type", mediaType]], notification),
    keepAlive: "multipart",
    filler: (boundary) => encodePart(boundary, [], none),
    delimited: true,
    once: false,
  },
  mixed: {
    frame: (boundary, mediaType, notification) =>
      encodePart(boundary, contentFields(mediaType, notification), notification),
    keepAlive: "multipart",
    filler: (boundary) => encodePart(boundary, [], none),
    delimited: true,
    once: false,
  },
  http: {
    frame: (_, mediaType, notification) =>
      encodeHttpMessage({ status: 200, fields: [["Content-Type", mediaType]], body: notification }),
    keepAlive: "http",
    filler: () => encodeHttpMessageHead({ status: 102, fields: [] }, "none"),
    delimited: false,
    once: false,
  },
  "json-seq": {
    frame: (_, __, notification) => encodeJsonText(notification),
    keepAlive: "jsonSequence",
    filler: () => Uint8Array.of(0x1e),
    delimited: false,
    once: false,
  },
  single: {
    frame: (_, __, notification) => notification,
    keepAlive: undefined,
    filler: () => none,
    delimited: false,
    once: true,
  },
};

function contentFields(mediaType: string, notification: Uint8Array): FieldList {
  return [
    ["Content-Type", mediaType],
    ["Content-Length", String(notification.byteLength)],
  ];
}
