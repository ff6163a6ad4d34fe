import type { Happening, Rules } from "./rules.ts";

/** One fault of a server, and how it shows. */
export interface Mutation {
  readonly name: string;
  /** The replaced rules. Each server gets new ones, because some have state. */
  readonly rules: () => Partial<Rules>;
  /** The outcomes of all checks that catch it, without `prep/`. Those of dependent checks follow from these. */
  readonly caught: Readonly<Record<string, "fail" | "warn" | "info" | "skipped" | "blocked">>;
}

export const fault = (
  name: string,
  caught: Mutation["caught"],
  rules: Partial<Rules> | (() => Partial<Rules>),
): Mutation => ({
  name,
  caught,
  rules: typeof rules === "function" ? rules : () => rules,
});

/** Whether an event is on a thing itself, not on a child of a container. */
export const isOnThing = ({ object }: Happening) => object === undefined;

export const without = (fields: Record<string, string>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
