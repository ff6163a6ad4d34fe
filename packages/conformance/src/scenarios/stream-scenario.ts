import type { Ability, Answer, ExpectedReport, Scenario, Step } from "./scenario.ts";

/** What a scenario of a stream has of its own, by either protocol. */
export interface StreamScenario {
  readonly level: Scenario["level"];
  readonly requirements: readonly string[];
  readonly sentence: string;
  readonly head?: string;
  readonly body?: readonly Step[];
  readonly end?: Answer["end"];
  readonly chunked?: boolean;
  /** All answers, in the place of one made of head, body and end. */
  readonly answers?: readonly Answer[];
  readonly lastEventId?: string;
  readonly needs?: readonly Ability[];
  /** Default: the representation, if wanted, the three notifications, a clean end. */
  readonly expected?: Partial<ExpectedReport>;
}
