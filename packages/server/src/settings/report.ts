import { isPromise } from "../events/log.ts";

/** What happens to a contained failure where the application does not ask for it. */
function warn(error: unknown): void {
  console.warn("resource-events:", error);
}

/** Calls what belongs to the application; whether it throws or rejects, only `report` is told. */
export function contained(call: () => unknown, report: (error: unknown) => void): void {
  try {
    const told = call();
    if (isPromise(told)) Promise.resolve(told).catch(report);
  } catch (error) {
    report(error);
  }
}

/** The hook for failures, so that one of its own takes nothing down. */
export function containedReport(onError: (error: unknown) => unknown = warn): (error: unknown) => void {
  return (error) => contained(() => onError(error), warn);
}
