/**
 * The most streams that all windows of this page have open at once. Browsers open at most six HTTP/1.1 connections to a
 * server (RFC 9112 section 9.4 leaves the number to them). The other two are left for ordinary requests, which would
 * otherwise have to wait.
 */
const slotCount = 4;

/** Releases a slot. */
export type Release = () => void;

/**
 * Waits for one of the slots for streams that the windows of this page share.
 *
 * @param onWait called if all slots are taken
 * @returns undefined if the signal aborts first
 */
export async function takeSlot(signal: AbortSignal, onWait: () => void): Promise<Release | undefined> {
  // Web Locks need a secure context. Over plain HTTP, only localhost is one.
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
