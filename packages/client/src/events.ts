import { parseDictionary } from "./structured-fields.ts";

/** The field `Events` of a response (PREP-EV-1, EQ-EV-1). */
export interface Events {
  /** The protocol in lower case; undefined in Events Query. */
  readonly protocol: string | undefined;
  /** The status of the notifications (PREP-EV-3). */
  readonly status: number | undefined;
  /** How long the stream is meant to last, in seconds after `Date`; `Infinity` if it has no end. */
  readonly duration: number | undefined;
}

/**
 * Reads `Events`. A member of the wrong type counts as absent.
 *
 * @returns undefined if there is no such field, or it does not parse
 */
export function readEvents(headers: Headers): Events | undefined {
  const members = parseDictionary(headers.get("events") ?? "");
  if (!members?.size) return undefined;
  const protocol = members.get("protocol");
  const status = members.get("status");
  const expires = members.get("expires");
  const duration = seconds(members.get("duration"));
  return {
    protocol: typeof protocol === "string" ? protocol.toLowerCase() : undefined,
    status: typeof status === "number" ? status : undefined,
    // Servers of Events Query say 0 for a stream without end.
    duration: seconds(expires) ?? secondsUntil(expires, headers) ?? (duration === 0 ? Infinity : duration),
  };
}

function seconds(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** PREP-EV-4: some servers send a date. It is compared with `Date`, so the clocks need not agree. */
function secondsUntil(expires: unknown, headers: Headers): number | undefined {
  if (!/^[A-Z][a-z]+,? /.test(`${expires}`)) return undefined; // a Date as text begins like this, too
  const start = Date.parse(headers.get("date") ?? "") || Date.now();
  return seconds(Math.max(0, (new Date(expires as Date | string).getTime() - start) / 1000));
}
