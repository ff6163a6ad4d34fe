import { head } from "../scenarios/byte-text.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Fills in the dates of a head. */
export function dated(text: string): string {
  return text.replace(/\{date(?:\+(\d+))?\}/g, (_, seconds: string | undefined) =>
    new Date(Date.now() + Number(seconds ?? 0) * 1000).toUTCString(),
  );
}

/** A response without content. */
export function empty(status: string, fields: Record<string, string> = {}): string {
  return dated(head(status, { Date: "{date}", ...fields, "Content-Length": "0" }));
}

/** The response to a request that the scenario has no answer for, such as one that discovers what is offered. */
export function offer(method: string, { task }: Scenario, awaitsAnother: boolean): string {
  const offered: Record<string, string> =
    task.protocol === "prep"
      ? { "Accept-Events": '"prep";accept=("message/rfc822")', Vary: "Accept-Events" }
      : { "Accept-Query": '"application/json"' };
  const allow = task.protocol === "prep" ? "GET, HEAD, OPTIONS" : "GET, HEAD, OPTIONS, QUERY";
  if (!awaitsAnother) return empty("503 Service Unavailable", { "Retry-After": "600" });
  if (/^(?:GET|HEAD|OPTIONS)$/.test(method)) return empty("200 OK", { ...offered, Allow: allow });
  return empty("405 Method Not Allowed", { ...offered, Allow: allow });
}
