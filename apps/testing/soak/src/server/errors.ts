import { ServerError } from "@resource-events/server";

/** Counts the failures that were contained. */
export function countErrors() {
  const counts: Record<string, number> = {};
  return {
    counts,
    onError(error: unknown): void {
      const code = error instanceof ServerError ? error.code : String(error).slice(0, 200);
      counts[code] = (counts[code] ?? 0) + 1;
    },
  };
}
