/** Milliseconds. So late at most is noticed that a machine slept. */
const longestNap = 10_000;

/**
 * Rings when the time has passed by either clock: the one of timers stands still while a machine sleeps, the other may be
 * set back. Longer times than timers take (24 days) are taken too.
 *
 * @param milliseconds `Infinity` for never
 * @returns what takes the alarm back
 */
export function startAlarm(milliseconds: number, ring: () => void): () => void {
  if (milliseconds === Infinity) return () => {};
  const start = performance.now();
  const startOnWall = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    const passed = Math.max(performance.now() - start, Date.now() - startOnWall);
    // A pause that is over by a fraction of a millisecond is over.
    const left = Math.ceil(milliseconds - passed);
    if (left > 0) timer = setTimeout(wait, Math.min(left, longestNap));
    else ring();
  };
  timer = setTimeout(wait, Math.min(Math.max(0, milliseconds), longestNap));
  return () => clearTimeout(timer);
}

/** Awaits something; where that takes longer than the time, calls what is to end it. */
export async function within<T>(milliseconds: number, awaited: Promise<T>, end: () => void): Promise<T> {
  const takeBack = startAlarm(milliseconds, end);
  try {
    return await awaited;
  } finally {
    takeBack();
  }
}
