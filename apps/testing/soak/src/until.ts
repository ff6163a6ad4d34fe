/** Waits for conditions on what arrives: they are asked again after each change that somebody tells. */
export class Changes {
  #wake: (() => void)[] = [];

  /** Something has changed. */
  tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Waits until the condition holds. Rejects, with what there is instead, where nothing comes of it for long. */
  async until(condition: () => boolean, what: () => string, seconds = 60): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    while (!condition()) {
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`In vain for ${seconds} s: ${what()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

/** Waits until a condition holds that nobody tells the changes of: it is asked again and again. */
export async function poll(condition: () => Promise<boolean> | boolean, what: () => string, seconds = 60) {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`In vain for ${seconds} s: ${what()}`);
    await pause(10);
  }
}

/** Lets time pass, where time itself is what a scenario is made of. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
