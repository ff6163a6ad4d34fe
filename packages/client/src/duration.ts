import { ClientError } from "./errors.ts";

/**
 * The value of `Events` that asks for a duration (EQ-EV-3), in seconds with at most three decimals. A duration that is not 0
 * is never rounded to 0, which would leave the choice to the server.
 *
 * @throws ClientError `option`
 */
export function durationField(duration: number | undefined): string | undefined {
  if (duration === undefined) return undefined;
  if (!(duration >= 0 && duration < 1e12))
    throw new ClientError("option", `An option can't be sent: duration=${duration}`);
  return `duration=${duration && Math.max(0.001, Number(duration.toFixed(3)))}`;
}
