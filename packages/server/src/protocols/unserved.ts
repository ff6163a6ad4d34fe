import type { Refusal } from "../delivery/plan.ts";
import type { BaseResponse, Respond } from "../delivery/sink.ts";
import { generalFieldsOf, representationFields } from "./response-fields.ts";

/**
 * Answers with a refusal. The fields that the application gives every answer of its, such as those of CORS, belong to this
 * one too.
 */
export function sendRefusal({ status, fields, content }: Refusal, base: BaseResponse, respond: Respond): void {
  const length = ["Content-Length", String(content.byteLength)] as const;
  const sink = respond(status, [...generalFieldsOf(base.fields, representationFields), ...fields, length]);
  sink.write(content);
  sink.end();
}

/** Answers where the server itself failed before anything was sent. */
export function sendUnavailable(reason: unknown, respond: Respond, onError: (error: unknown) => void): void {
  onError(reason);
  try {
    respond(503, [["Retry-After", "1"]]).end();
  } catch (error) {
    if (error !== reason) onError(error);
  }
}
