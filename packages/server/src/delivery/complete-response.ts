import type { CompleteResponse } from "./protocol.ts";
import type { Respond } from "./sink.ts";

/** Sends a response with all of its content. */
export function sendComplete({ status, fields, content }: CompleteResponse, respond: Respond): void {
  const sink = respond(status, [...fields, ["Content-Length", String(content.byteLength)]]);
  if (content.byteLength > 0) sink.write(content);
  sink.end();
}

/** Responds with 503 if the server itself failed before anything was sent. */
export function sendUnavailable(reason: unknown, respond: Respond, onError: (error: unknown) => void): void {
  onError(reason);
  try {
    respond(503, [["Retry-After", "1"]]).end();
  } catch (error) {
    if (error !== reason) onError(error);
  }
}
