import { startAlarm, within } from "./alarm.ts";
import { ClientError } from "./errors.ts";
import type { Notification } from "./notification.ts";
import type { RetrySettings } from "./observe-options.ts";
import type { Subscription } from "./subscription.ts";

/** Milliseconds. */
const interval = 10_000;
/** Milliseconds. Timers of pages in the background come up to a minute late; those of a machine that slept, later. */
const longestDelay = 120_000;

/**
 * Awaits the next notification for as long as its connection can be taken for alive.
 *
 * @param endsAt when the duration is over, if that is known
 * @throws ClientError `cut-off` where it can't; whatever the subscription throws
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
 * Watches for signs that a connection is lost, though nothing tells so.
 *
 * @param seconds how long it may be silent, while it is waited for
 * @param heardAt when its last bytes came
 * @param lose is called with what went wrong, once per sign
 * @returns what ends the watch
 */
export function watchConnection(seconds: number, heardAt: () => Date, lose: (problem: string) => void): () => void {
  const endSleepWatch = watchForSleep(() => lose("This machine slept: the connection may be gone"));
  const began = Date.now();
  let takeBack = () => {};
  const listen = () => {
    const last = heardAt().getTime();
    // While nobody waited, nothing was read. A clock that was set back must not lengthen it.
    const silent = Math.max(0, Date.now() - Math.max(began, last));
    takeBack = startAlarm(seconds * 1000 - silent, () => {
      if (heardAt().getTime() !== last) listen();
      else lose(`Nothing came for ${seconds} seconds`);
    });
  };
  listen();
  return () => {
    endSleepWatch();
    takeBack();
  };
}

/** While a machine sleeps its clock goes on, and its timers come late or, by the clock, not in time. */
function watchForSleep(wake: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const late = Date.now() - last - interval;
    last = Date.now();
    if (late > longestDelay) wake();
  }, interval);
  return () => clearInterval(timer);
}
