import { readFileSync } from "node:fs";

const guide = readFileSync(new URL("../../../../docs/browsers.md", import.meta.url), "utf8");

/** The values of an object that the guide shows, as the guide shows it. */
export function recipe(before: string): Record<string, never> {
  const at = guide.indexOf(before);
  const [literal] = /\{[^{}]*\}/.exec(guide.slice(at)) ?? [];
  if (at < 0 || literal === undefined) throw new Error(`The guide has no ${before}`);
  return new Function(`return ${literal}`)() as Record<string, never>;
}
