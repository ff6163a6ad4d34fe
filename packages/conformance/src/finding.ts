import type { ByteRange } from "./parsers/range.ts";
import type { Exchange } from "./wire/exchange.ts";

/** What a check found amiss. */
export interface FindingDetails {
  /** What must hold, as a phrase: "a close-delimiter of the digest". */
  readonly expected: string;
  /** What there was instead, as a phrase. */
  readonly observed: string;
  /** The exchange in which it was seen. */
  readonly exchange?: Exchange;
  /** The offending bytes of that exchange's content. */
  readonly range?: ByteRange;
}

/** Thrown by a check where the requirement does not hold. */
export class Finding extends Error {
  override readonly name = "Finding";

  constructor(readonly details: FindingDetails) {
    super(`Expected ${details.expected}; observed: ${details.observed}`);
  }
}

/** Thrown where what a check builds on could not be had, which says nothing of its requirement: it is *blocked*. */
export class SetupFailure extends Error {
  override readonly name = "SetupFailure";

  constructor(
    reason: string,
    readonly exchange?: Exchange,
  ) {
    super(reason);
  }
}

/** Thrown where it shows only in the course of a check that it does not apply to this target: it is *skipped*. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";

  constructor(
    reason: string,
    /** The option that would make it apply, where there is one. */
    readonly option?: string,
  ) {
    super(reason);
  }
}

/**
 * Fails the check where it does not hold.
 * @throws {@link Finding}
 */
export function expectThat(holds: boolean, details: FindingDetails): asserts holds {
  if (!holds) throw new Finding(details);
}
