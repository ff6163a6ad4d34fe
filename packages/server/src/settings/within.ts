import { ServerError } from "../errors.ts";

/**
 * Waits for what an extension of the application (its log, an authorization) promised, for a bounded time. What comes later is
 * dropped.
 *
 * @param seconds - `limits.extensionSeconds`.
 * @param what - Names it in the error.
 * @returns A promise that rejects with {@link ServerError} `timeout` if the time is over.
 */
export function within<T>(promise: PromiseLike<T>, seconds: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new ServerError("timeout", `${what} did not answer within ${seconds} seconds`));
    }, seconds * 1000);
    const settled = (): void => clearTimeout(timer);
    // A thenable of the application may call both, or throw.
    Promise.resolve(promise).then(
      (value) => {
        settled();
        resolve(value);
      },
      (error: unknown) => {
        settled();
        reject(error);
      },
    );
  });
}
