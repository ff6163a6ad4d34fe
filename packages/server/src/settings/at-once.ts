import { isPromise } from "../events/log.ts";

/**
 * Takes what a function of the application returned that has to answer at once. A promise is refused: nobody awaits it, so it
 * must not end the process if it rejects.
 *
 * @throws TypeError if it is a promise.
 */
export function atOnce<T>(answer: T, what: string): T {
  if (!isPromise(answer)) return answer;
  Promise.resolve(answer).catch(() => {});
  throw new TypeError(`${what} has to answer at once, not with a promise`);
}
