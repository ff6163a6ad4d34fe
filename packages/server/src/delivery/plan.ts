import type { Choice } from "./choice.ts";
import type { Protocol } from "./protocol.ts";

/** The response that a request asks for. Both protocols negotiate to one of these. */
export interface Plan {
  /** The protocol's part in the response. */
  readonly protocol: Protocol;
  /** The key of the resource. */
  readonly resource: string;
  /** What fits the request, best first; the first one that the representation fits too is served (EQ-RP-4). */
  readonly choices: readonly [Choice, ...Choice[]];
  /** The seconds until the response ends (PREP-EV-4, EQ-EV-4). */
  readonly duration: number;
  /** The event to resume from, or `*`, as the client sent it. */
  readonly lastEventId?: string | undefined;
  /** Whether the response has the representation; `unless-resumed`: not if it resumes from `lastEventId` (PREP-RS-7). */
  readonly representation: "always" | "unless-resumed" | "never";
  /** Whether a slow reader may miss events and get the newest one, instead of being cut off. */
  readonly latest: boolean;
}
