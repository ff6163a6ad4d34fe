/** What happens to a contained failure where the application does not ask for it. */
export function warn(error: unknown): void {
  console.warn("resource-events:", error);
}
