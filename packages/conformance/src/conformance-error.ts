/** Why a run could not be: `configuration`, an option that can't be; `unreachable`, no answer from the target. */
export type ConformanceErrorCode = "configuration" | "unreachable";

/** The suite could not run. What a server does wrong is a result, never an error. */
export class ConformanceError extends Error {
  /** `ConformanceError`. */
  override readonly name = "ConformanceError";

  constructor(
    /** Why. */
    readonly code: ConformanceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
