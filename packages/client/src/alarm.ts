/** The longest time, in milliseconds, after which we notice that the machine slept. */
const longestNap = 10_000;

/**
 * Calls `ring` when the time has passed by either clock: the clock of timers stops while a machine sleeps, the wall clock
 * may be set back. Times longer than a timer takes (24 days) work too.
 *
 * @param milliseconds `Infinity` for never
 * @returns a function that cancels the alarm
 */
export function startAlarm(milliseconds: number, ring: () => void): () => void {
  if (milliseconds === Infinity) return () => {};
  const start = performance.now();
  const startOnWall = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const passed = Math.max(performance.now() - start, Date.now() - startOnWall);
    // Less than a millisecond left counts as nothing left.
    const left = Math.ceil(milliseconds - passed);
    if (left > 0) timer = setTimeout(wait, Math.min(left, longestNap));
    else ring();
  };
  timer = setTimeout(wait, Math.min(Math.max(0, milliseconds), longestNap));
  return () => clearTimeout(timer);
}

/** Awaits a promise. If it takes longer than the time, calls `end`, which should settle it. */
export async function within<T>(milliseconds: number, awaited: Promise<T>, end: () => void): Promise<T> {
  const cancel = startAlarm(milliseconds, end);
  try {
    return await awaited;
  } finally {
    cancel();
  }
}
