import type { ClientError, Observation } from "@resource-events/client";
import { reasonOf } from "./failure.ts";

/**
 * Tells what an observation is doing, as far as it is worth telling: not each response that follows another in time, and
 * not each attempt that fails for the same reason.
 *
 * @param showsHeads whether the heads of responses are shown already, which tell when it is open
 */
export function stateNotes(
  note: (text: string) => void,
  showsHeads: boolean,
): (observation: Observation, cause?: ClientError) => void {
  let last: string | undefined;
  return ({ state, subscription, url }, cause) => {
    if (state === "open" && subscription && last !== "open") {
      const { protocol, resumed } = subscription;
      const name = protocol === "prep" ? "PREP" : "HTTP Events Query";
      if (!showsHeads) note(`Following ${url} by ${name}${resumed ? ", from where it was" : ""}`);
      last = "open";
    } else if (state === "waiting") {
      const reason = (cause ? reasonOf(cause) : "The server ended the response").replace(/\.$/, "");
      if (reason !== last) note(`${reason}; trying again`);
      last = reason;
    }
  };
}
