import { http2StreamOf, type NodeResponse } from "../messages.ts";

/** The error of node:http, or node:http2, for a second head, or a field that comes after the head. */
export function headAlreadySent(response: NodeResponse): Error {
  return http2StreamOf(response) === undefined
    ? coded(new Error("Cannot write headers after they are sent to the client"), "ERR_HTTP_HEADERS_SENT")
    : coded(new Error("Response has already been initiated."), "ERR_HTTP2_HEADERS_SENT");
}

/** The error of node:http for content that is neither text nor bytes. */
export function invalidContent(content: unknown): Error {
  if (content === null) return coded(new TypeError("May not write null values to stream"), "ERR_STREAM_NULL_VALUES");
  const message = 'The "chunk" argument must be of type string or an instance of Buffer or Uint8Array';
  return coded(new TypeError(message), "ERR_INVALID_ARG_TYPE");
}

/** The error of node:http for content that comes after the end. */
export function writeAfterEnd(): Error {
  return coded(new Error("write after end"), "ERR_STREAM_WRITE_AFTER_END");
}

/** The error of node:http for a status that no response can have. */
export function invalidStatus(status: unknown): Error {
  return coded(new RangeError(`Invalid status code: ${status}`), "ERR_HTTP_INVALID_STATUS_CODE");
}

/** The error of node:http for a reason phrase that would end its line. */
export function invalidReason(): Error {
  return coded(new TypeError("Invalid character in statusMessage"), "ERR_INVALID_CHAR");
}

/** The error of node:http for an array of fields whose last one has no value. */
export function fieldWithoutValue(): Error {
  return coded(
    new TypeError("The argument 'headers' is invalid: its last field has no value"),
    "ERR_INVALID_ARG_VALUE",
  );
}

function coded(error: Error, code: string): Error {
  return Object.assign(error, { code });
}
