/**
 * Waits until a condition holds that nobody reports changes of: checks it again every millisecond.
 *
 * @param what names the condition in the error message. Default: its source text
 * @throws Error after this many seconds
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string) = String(condition),
  seconds = 10,
): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${seconds} s in vain for ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
