/**
 * How many streams all windows of this page have open at once. Browsers open six connections to a server by HTTP/1.1 (RFC
 * 9112 section 9.4 leaves the number to them): the others are for ordinary requests, which would have to wait else.
 */
export const slotCount = 4;

/** Gives up a place. */
export type Release = () => void;

/**
 * Waits for one of the places for streams that the windows of this page share.
 *
 * @param onWait is called if all of them are taken
 * @returns undefined where the signal aborted before
 */
export async function takeSlot(signal: AbortSignal, onWait: () => void): Promise<Release | undefined> {
  // Web Locks exist in secure contexts only, which an address other than localhost is none of by plain HTTP.
  if (!("locks" in navigator)) return () => {};
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    for (let slot = 0; slot < slotCount; slot += 1) {
      const release = await tryLock(`stream ${slot}`);
      if (release !== undefined && signal.aborted) release();
      else if (release !== undefined) return release;
    }
    if (attempt === 0) onWait();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return undefined;
}

function tryLock(name: string): Promise<Release | undefined> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(undefined);
      return new Promise<void>((release) => resolve(() => release()));
    });
  });
}
