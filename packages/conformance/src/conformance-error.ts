/** Why the suite could not run: `configuration`, an invalid option; `unreachable`, no response from the target. */
export type ConformanceErrorCode = "configuration" | "unreachable";

/** Thrown when the suite cannot run. A fault of the target is a result, not an error. */
export class ConformanceError extends Error {
  /** `ConformanceError`. */
  override readonly name = "ConformanceError";

  constructor(
    /** Why the suite could not run. */
    readonly code: ConformanceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
