import type { Ability, Answer, ExpectedReport, Scenario, Step } from "./scenario.ts";

/** The members of a scenario with a stream that have no default, by either protocol. */
export interface StreamScenario {
  readonly level: Scenario["level"];
  readonly requirements: readonly string[];
  readonly sentence: string;
  readonly head?: string;
  readonly body?: readonly Step[];
  readonly end?: Answer["end"];
  readonly chunked?: boolean;
  /** All answers. Default: one, made of head, body and end. */
  readonly answers?: readonly Answer[];
  readonly lastEventId?: string;
  readonly needs?: readonly Ability[];
  /** Default: the representation (if the task asks for it), the three notifications, and a clean end. */
  readonly expected?: Partial<ExpectedReport>;
}
