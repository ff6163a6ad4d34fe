import { MessagesReader } from "./messages-reader.ts";
import { boundaryIn, MultipartReader } from "./multipart-reader.ts";
import { SequenceReader } from "./sequence-reader.ts";
import type { WireListener, WireReader } from "./wire-listener.ts";

/**
 * Makes the reader for a response.
 *
 * @param contentType the `Content-Type` of the response
 * @param withRepresentation whether the first block has the representation
 */
export function makeWireReader(contentType: string, withRepresentation: boolean, to: WireListener): WireReader {
  const type = contentType.replace(/;.*/s, "").trim().toLowerCase();
  const blockKinds = kindsOfBlocks(withRepresentation, to);
  if (type === "application/json-seq") return new SequenceReader(to, blockKinds);
  if (type === "application/http") return new MessagesReader(to, blockKinds);
  return new MultipartReader(boundaryIn(contentType), to, blockKinds);
}

/** Makes a function that reports the kind of the current block. */
function kindsOfBlocks(withRepresentation: boolean, to: WireListener): () => void {
  let representation = withRepresentation;
  return () => {
    to.onKind(representation ? "representation" : "notification");
    representation = false;
  };
}
