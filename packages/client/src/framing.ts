import type { PartHandlers } from "@resource-events/streams";
import { ClientError } from "./errors.ts";
import { clientLimits, type SubscribeOptions } from "./options.ts";
import { roomFor } from "./read-whole.ts";

/** What the decoders of all protocols and encapsulations tell, in this order. */
export interface Delivery {
  /** The representation begins. Not called where it was not asked for. */
  representation(status: number, fields: Headers): void;
  /** Bytes of the representation. */
  content(bytes: Uint8Array): void;
  /** The representation is whole. */
  contentEnd(): void;
  /** A notification is whole. `mediaType`: what it is where its fields don't say. */
  notification(fields: Headers, raw: Uint8Array<ArrayBuffer>, mediaType: string): void;
  /** The framing says that there is no more. */
  end(): void;
}

/** What is told of parts, and of messages with their own status. */
export interface MessageHandlers extends Omit<PartHandlers, "onEnd"> {
  onPart(fields: Headers, status?: number): void;
}

/**
 * Handlers for the parts of a multipart body or the messages of `application/http`: the first is the representation, each
 * other one a whole notification.
 *
 * @param mediaType what a notification is that does not say so itself
 * @param representation whether the first part is the representation
 */
export function partHandlers(
  delivery: Delivery,
  { limits, representation: wanted }: SubscribeOptions,
  mediaType: string,
  representation: boolean = wanted !== false,
): MessageHandlers {
  const limit = clientLimits(limits).notification;
  let expected = representation;
  let inRepresentation = false;
  let fields = new Headers();
  let collected = new Uint8Array(0);
  let length = 0;
  return {
    onPart(partFields, status = partFields.has("content-range") ? 206 : 200) {
      inRepresentation = expected;
      expected = false;
      if (inRepresentation) delivery.representation(status, partFields);
      fields = partFields;
      length = 0;
    },
    onBody(bytes) {
      if (inRepresentation) return delivery.content(bytes);
      const start = length;
      length += bytes.length;
      if (length > limit) throw new ClientError("too-large", `A notification is longer than ${limit} bytes`);
      collected = roomFor(collected, start, length);
      collected.set(bytes, start);
    },
    onPartEnd() {
      if (inRepresentation) return delivery.contentEnd();
      delivery.notification(fields, collected.slice(0, length), mediaType);
      // The room is used again, unless one long notification made it large.
      if (collected.length > 0x10000) collected = new Uint8Array(0);
    },
  };
}
