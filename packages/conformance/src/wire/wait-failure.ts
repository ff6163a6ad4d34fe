import type { Exchange } from "./exchange.ts";

/** Something that was waited for did not come: the time was over, or the response ended before. */
export class WaitFailure extends Error {
  override readonly name = "WaitFailure";

  constructor(
    /** What was waited for. */
    readonly expected: string,
    /** What there was instead. */
    readonly observed: string,
    readonly exchange: Exchange,
  ) {
    super(`Expected ${expected}; observed: ${observed}`);
  }
}
