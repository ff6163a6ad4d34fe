/** Makes a function that runs a task, but never twice at the same time: calls during a run cause one more run after it. */
export function latest(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  async function run(): Promise<void> {
    do {
      again = false;
      await task();
    } while (again);
  }
  return () => {
    if (running !== undefined) again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}
