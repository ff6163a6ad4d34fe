/** The error of node:http for a second head. */
export function headAlreadySent(): Error {
  const error = new Error("Cannot write headers after they are sent to the client");
  return Object.assign(error, { code: "ERR_HTTP_HEADERS_SENT" });
}

/** The error of node:http for content that is neither text nor bytes. */
export function invalidContent(): Error {
  const error = new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array');
  return Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}
