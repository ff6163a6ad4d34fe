import { atOnce } from "../settings/at-once.ts";
import { contained } from "../settings/report.ts";
import { none } from "./bytes.ts";
import type { CompleteResponse } from "./protocol.ts";
import type { Respond } from "./sink.ts";

type Report = (error: unknown) => void;

/** Sends a response with all of its content. Never throws: a failure of the adapter is reported, and breaks the response off. */
export function sendComplete({ status, fields, content }: CompleteResponse, respond: Respond, onError: Report): void {
  try {
    const sink = atOnce(respond(status, [...fields, ["Content-Length", String(content.byteLength)]]), "A sink");
    const fail = (error: unknown): void => {
      onError(error);
      contained(() => sink.abort(), onError);
    };
    if (content.byteLength > 0) contained(() => sink.write(content), fail);
    contained(() => sink.end(), fail);
  } catch (error) {
    onError(error);
  }
}

/** Responds with 503 if the server itself failed before anything was sent. */
export function sendUnavailable(reason: unknown, respond: Respond, onError: Report): void {
  const report: Report = (error) => {
    if (error !== reason) onError(error);
  };
  onError(reason);
  sendComplete({ kind: "complete", status: 503, fields: [["Retry-After", "1"]], content: none }, respond, report);
}
