import type { ByteRange } from "./parsers/range.ts";
import type { Exchange } from "./wire/exchange.ts";

/** Why a requirement does not hold. */
export interface FindingDetails {
  /** What should have happened, as a phrase: "a close-delimiter of the digest". */
  readonly expected: string;
  /** What happened instead, as a phrase. */
  readonly observed: string;
  /** The exchange that shows it. */
  readonly exchange?: Exchange;
  /** The offending bytes in the content of that exchange. */
  readonly range?: ByteRange;
}

/** Thrown by a check if its requirement does not hold. */
export class Finding extends Error {
  override readonly name = "Finding";

  constructor(readonly details: FindingDetails) {
    super(`Expected ${details.expected}; observed: ${details.observed}`);
  }
}

/** Thrown if the setup of a check fails. That says nothing about its requirement, so the check is *blocked*. */
export class SetupFailure extends Error {
  override readonly name = "SetupFailure";

  constructor(
    reason: string,
    readonly exchange?: Exchange,
  ) {
    super(reason);
  }
}

/** Thrown if a running check finds that it does not apply to this target. The check is *skipped*. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";

  constructor(
    reason: string,
    /** The option that would make it apply, if there is one. */
    readonly option?: string,
  ) {
    super(reason);
  }
}

/**
 * Fails the check if the condition does not hold.
 * @throws {@link Finding}
 */
export function expectThat(holds: boolean, details: FindingDetails): asserts holds {
  if (!holds) throw new Finding(details);
}
