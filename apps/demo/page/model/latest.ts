/** Runs a task again for as long as somebody asked for it since it began; never twice at the same time. */
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
