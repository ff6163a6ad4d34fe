/** What happens to a contained failure where the application does not ask for it. */
export function warn(error: unknown): void {
  console.warn("resource-events:", error);
}

/** The hook for failures, so that one of its own takes nothing down. */
export function contained(onError: (error: unknown) => unknown = warn): (error: unknown) => void {
  return (error) => {
    try {
      const told = onError(error);
      if (told instanceof Promise) told.catch(warn);
    } catch (failure) {
      warn(failure);
    }
  };
}
