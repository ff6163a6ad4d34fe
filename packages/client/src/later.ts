/**
 * Uses what is rare: it is loaded now.
 *
 * @returns undefined if that can't be loaded, or what uses it fails
 */
export function later<T>(use: (rare: typeof import("./rare.ts")) => Promise<T> | T): Promise<T | undefined> {
  return import("./rare.ts").then(use).catch(() => undefined);
}
