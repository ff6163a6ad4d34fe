export type { BodyDecoder, BodyHandlers } from "./body-decoder.ts";
export { boundaryOccurs, boundaryOf, createBoundary, encodeDelimiter } from "./boundary.ts";
export { ByteBuffer } from "./byte-buffer.ts";
export type { Decoder } from "./decoder.ts";
export { encodeFields, type FieldList } from "./encode.ts";
export { StreamError, type StreamErrorCode, type StreamErrorDetails } from "./errors.ts";
export {
  encodeHttpChunk,
  encodeHttpMessage,
  encodeHttpMessageHead,
  encodeLastHttpChunk,
  type HttpFraming,
  type HttpLength,
  type HttpMessageHead,
  type WholeHttpMessage,
} from "./http.ts";
export { HttpMessageDecoder, type HttpMessageHandlers } from "./http-decoder.ts";
export { encodeJsonText, recordSeparator } from "./json-sequence.ts";
export { JsonSequenceDecoder, type JsonSequenceHandlers } from "./json-sequence-decoder.ts";
export type { JsonSequenceLimits, StreamLimits } from "./limits.ts";
export { decodeMessage, encodeMessage, type Message } from "./message.ts";
export {
  encodeCloseDelimiter,
  encodeFirstDelimiter,
  encodePart,
  encodePartHead,
} from "./multipart.ts";
export { MultipartDecoder, type PartHandlers } from "./multipart-decoder.ts";
export type { Part } from "./part.ts";
export { type HttpMessage, readHttpMessages } from "./read-http-messages.ts";
export { type JsonText, readJsonSequence } from "./read-json-sequence.ts";
export { readMultipart } from "./read-multipart.ts";
