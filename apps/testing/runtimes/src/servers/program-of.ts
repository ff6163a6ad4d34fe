import { resolve } from "node:path";

/** A program that a dependency of this package brings: itself, since what starts it would be all that is ended. */
export function programOf(path: string): string {
  return resolve(import.meta.dirname, "../../node_modules", path);
}
