import { isPromise } from "../events/log.ts";

/** Reports a contained failure if the application has no `onError`. */
function warn(error: unknown): void {
  console.warn("resource-events:", error);
}

/** Calls a function of the application. If it throws or rejects, only `report` gets the error. */
export function contained(call: () => unknown, report: (error: unknown) => void): void {
  try {
    const result = call();
    if (isPromise(result)) Promise.resolve(result).catch(report);
  } catch (error) {
    report(error);
  }
}

/** Wraps `onError` so that nothing else fails if it throws. */
export function containedReport(onError: (error: unknown) => unknown = warn): (error: unknown) => void {
  return (error) => contained(() => onError(error), warn);
}
