import { StreamError, type StreamErrorCode } from "../src/index.ts";

/**
 * Returns the code of the StreamError that the work throws, or undefined if it does not throw. Rethrows other errors.
 */
export function codeOf(work: () => unknown): StreamErrorCode | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StreamError) return error.code;
    throw error;
  }
  return undefined;
}

/** The same for asynchronous work. */
export async function codeOfLater(work: () => Promise<unknown>): Promise<StreamErrorCode | undefined> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StreamError) return error.code;
    throw error;
  }
  return undefined;
}
