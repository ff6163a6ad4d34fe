/** Resolves in the next task: when whatever this one has brought about, promises and all, has run. */
export function nextTask(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0, undefined);
  });
}
