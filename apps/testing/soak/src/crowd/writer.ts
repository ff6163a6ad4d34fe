import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../random.ts";
import type { Note } from "./note.ts";

/** The share of the changes that carry a delta. */
const shareOfPatches = 0.25;

/** How often to write, and the least number of patches. */
export interface Pace {
  /** Changes per second. */
  readonly rate: number;
  readonly seconds: number;
  /** The least number of patches for each note that is patched, even if they take longer. */
  readonly patches: number;
}

/** Changes notes at random: replaces any of them, and patches those in `patched`. */
export async function write(
  notes: readonly Note[],
  patched: readonly Note[],
  { rate, seconds, patches }: Pace,
  random: Random,
): Promise<number> {
  const start = performance.now();
  const pending = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let count = 0;
  for (;;) {
    const elapsed = (performance.now() - start) / 1000;
    const wanting = patched.filter((note) => note.patches < patches);
    if ((elapsed > seconds && wanting.length === 0) || failure !== undefined) break;
    for (; count < elapsed * rate; count += 1) {
      const late = elapsed > seconds;
      const isPatch = late || random.chance(shareOfPatches);
      const [first, ...others] = (late ? wanting : isPatch ? patched : notes).filter(({ busy }) => !busy);
      if (first === undefined) break;
      const note = random.pick([first, ...others]);
      const change = (isPatch ? note.patch() : note.replace())
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => pending.delete(change));
      pending.add(change);
    }
    await pause(5);
  }
  await Promise.all(pending);
  if (failure !== undefined) throw failure.error;
  return count;
}
