import type { ClientError, Observation } from "@resource-events/client";
import { reasonOf } from "./failure.ts";

/**
 * Notes important changes in the state of an observation. It does not note every response that follows another without a
 * break, or every attempt that fails for the same reason.
 *
 * @param showsHeads whether the output shows the heads of responses, so that a note of each is superfluous
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
      if (!showsHeads) note(`Following ${url} by ${name}${resumed ? ", resuming where it left off" : ""}`);
      last = "open";
    } else if (state === "waiting") {
      const reason = (cause ? reasonOf(cause) : "The server ended the response").replace(/\.$/, "");
      if (reason !== last) note(`${reason}; trying again`);
      last = reason;
    }
  };
}
