import { type Fields, fieldOf } from "./fields.ts";
import type { Kind } from "./kind.ts";
import { StrictHttpMessages } from "./strict-http.ts";
import { StrictJsonSequence } from "./strict-json-sequence.ts";
import { StrictMultipart } from "./strict-multipart.ts";
import { WireError } from "./wire-error.ts";

/** Receives what a stream carries. */
export interface StreamHandlers {
  onRepresentation(fields: Fields, content: Buffer): void;
  onNotification(mediaType: string, content: Buffer): void;
  /** A boundary that delimits notifications. */
  onBoundary?(boundary: string): void;
}

/** Decodes the content of one response strictly. */
export interface StreamDecoder {
  push(bytes: Buffer): void;
  /** Whether the framing allows an end here: after its end mark, if it has one. */
  readonly mayEnd: boolean;
}

/** The decoder for a response; `state` says whether the first part or message is the representation. */
export function streamDecoder(
  kind: Kind,
  contentType: string,
  state: boolean,
  handlers: StreamHandlers,
): StreamDecoder {
  if (kind.protocol === "prep") return prepDecoder(boundaryOf(contentType, "mixed"), handlers);
  if (kind.encapsulation === "multipart/mixed") {
    return partsDecoder(boundaryOf(contentType, "mixed"), state, "", handlers);
  }
  if (contentType !== kind.encapsulation) throw new WireError(`A stream of type ${contentType}`);
  let first = state;
  if (kind.encapsulation === "application/http") {
    const decoder = new StrictHttpMessages((status, fields, content) => {
      if (first) handlers.onRepresentation(fields, content);
      else if (status !== 200) throw new WireError(`A notification of status ${status}`);
      else handlers.onNotification(typeOf(fields, ""), content);
      first = false;
    });
    return {
      push: (bytes) => decoder.push(bytes),
      get mayEnd() {
        return !decoder.midway;
      },
    };
  }
  const decoder = new StrictJsonSequence((_, content) => {
    if (first) handlers.onRepresentation([], content);
    else handlers.onNotification(kind.form, content);
    first = false;
  });
  return {
    push: (bytes) => decoder.push(bytes),
    get mayEnd() {
      return !decoder.midway;
    },
  };
}

/** A body of notifications, each a part; the representation, if any, comes first. */
function partsDecoder(boundary: string, state: boolean, usual: string, handlers: StreamHandlers): StreamDecoder {
  handlers.onBoundary?.(boundary);
  let first = state;
  let fields: Fields = [];
  let pieces: Buffer[] = [];
  const decoder = new StrictMultipart(boundary, {
    onPart(found) {
      fields = found;
      pieces = [];
    },
    onContent: (bytes) => pieces.push(bytes),
    onPartEnd() {
      const content = Buffer.concat(pieces);
      pieces = [];
      if (first) handlers.onRepresentation(fields, content);
      else handlers.onNotification(typeOf(fields, usual), content);
      first = false;
    },
  });
  return {
    push: (bytes) => decoder.push(bytes),
    get mayEnd() {
      return decoder.over;
    },
  };
}

/** PREP-RS-4, PREP-RS-5: two parts, the second of which is a digest. */
function prepDecoder(boundary: string, handlers: StreamHandlers): StreamDecoder {
  let parts = 0;
  let fields: Fields = [];
  let pieces: Buffer[] = [];
  let digest: StreamDecoder | undefined;
  const outer = new StrictMultipart(boundary, {
    onPart(found) {
      parts += 1;
      fields = found;
      if (parts === 2) {
        const type = typeOf(found, "");
        digest = partsDecoder(boundaryOf(type, "digest"), false, "message/rfc822", handlers);
      } else if (parts > 2) throw new WireError("A third part in a response of PREP");
    },
    onContent(bytes) {
      if (digest === undefined) pieces.push(bytes);
      else digest.push(bytes);
    },
    onPartEnd() {
      if (parts === 1) handlers.onRepresentation(fields, Buffer.concat(pieces));
      else if (digest?.mayEnd !== true) throw new WireError("The digest ended without its close-delimiter");
      pieces = [];
    },
  });
  return {
    push: (bytes) => outer.push(bytes),
    get mayEnd() {
      return outer.over && parts === 2;
    },
  };
}

function typeOf(fields: Fields, usual: string): string {
  const type = fieldOf(fields, "content-type") ?? usual;
  if (type === "") throw new WireError("A part without Content-Type");
  return type;
}

function boundaryOf(contentType: string, subtype: string): string {
  const [, boundary] = new RegExp(`^multipart/${subtype}; boundary="([0-9A-Za-z]{20,70})"$`).exec(contentType) ?? [];
  if (boundary === undefined) throw new WireError(`A stream of type ${contentType}`);
  return boundary;
}
