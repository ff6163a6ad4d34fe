import { startAlarm, within } from "./alarm.ts";
import { ClientError } from "./errors.ts";
import type { Notification } from "./notification.ts";
import type { RetrySettings } from "./observe-options.ts";
import type { Subscription } from "./subscription.ts";

/** How often to look whether the machine slept, in milliseconds. */
const interval = 10_000;
/** In milliseconds. Timers of pages in the background are up to a minute late; those of a machine that slept, later. */
const longestDelay = 120_000;

/**
 * Awaits the next notification while the connection seems alive.
 *
 * @param endsAt when the duration ends, if that is known
 * @throws ClientError `cut-off` if the connection seems lost; whatever the subscription throws
 */
export async function awaitNext(
  notifications: AsyncIterator<Notification, undefined>,
  subscription: Subscription,
  endsAt: Date | undefined,
  { grace, silence }: Pick<RetrySettings, "grace" | "silence">,
): Promise<IteratorResult<Notification, undefined>> {
  const left = Math.max(0, (endsAt?.getTime() ?? Infinity) - Date.now());
  let problem: string | undefined;
  const lose = (what: string) => {
    problem ??= what;
    subscription.close();
  };
  const endWatch = watchConnection(silence, () => subscription.heardAt, lose);
  try {
    const result = await within(left + grace * 1000, notifications.next(), () =>
      lose(`Nothing came for ${grace} seconds after the end of the duration`),
    );
    if (problem !== undefined) throw new ClientError("cut-off", problem);
    return result;
  } finally {
    endWatch();
  }
}

/**
 * Watches for signs that a connection is lost without an error.
 *
 * @param seconds how long it may be silent while it is being read
 * @param heardAt returns when its last bytes arrived
 * @param lose called with what went wrong, once per sign
 * @returns a function that ends the watch
 */
export function watchConnection(seconds: number, heardAt: () => Date, lose: (problem: string) => void): () => void {
  const endSleepWatch = watchForSleep(() => lose("This machine slept: the connection may be gone"));
  const began = Date.now();
  let cancel = () => {};
  const listen = () => {
    const last = heardAt().getTime();
    // Nothing was read while nobody waited. A clock that was set back must not lengthen the silence.
    const silent = Math.max(0, Date.now() - Math.max(began, last));
    cancel = startAlarm(seconds * 1000 - silent, () => {
      if (heardAt().getTime() !== last) listen();
      else lose(`Nothing came for ${seconds} seconds`);
    });
  };
  listen();
  return () => {
    endSleepWatch();
    cancel();
  };
}

/** Calls `wake` after the machine slept: its clock goes on meanwhile, and its timers come late. */
function watchForSleep(wake: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const late = Date.now() - last - interval;
    last = Date.now();
    if (late > longestDelay) wake();
  }, interval);
  return () => clearInterval(timer);
}
