import { resolve } from "node:path";

/** The path of a dependency's own program. Its launcher won't do: we would end the launcher alone. */
export function programOf(path: string): string {
  return resolve(import.meta.dirname, "../../node_modules", path);
}
