import { StreamError, type StreamErrorCode } from "../src/index.ts";

/** The code of the StreamError that the work throws, undefined where it throws none. Other errors pass through. */
export function codeOf(work: () => unknown): StreamErrorCode | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StreamError) return error.code;
    throw error;
  }
  return undefined;
}

/** The same for work that takes its time. */
export async function codeOfLater(work: () => Promise<unknown>): Promise<StreamErrorCode | undefined> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StreamError) return error.code;
    throw error;
  }
  return undefined;
}
