import type { Happening, Rules } from "./rules.ts";

/** One fault of a server, and how it shows. */
export interface Mutation {
  readonly name: string;
  /** What the server does instead. Made anew for each server, as some remember something. */
  readonly rules: () => Partial<Rules>;
  /** The outcomes of all checks that tell, without `prep/`; those that depend on them follow from that. */
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

/** Whether it is told of a thing itself, not of one in a container. */
export const isOnThing = ({ object }: Happening) => object === undefined;

export const without = (fields: Record<string, string>, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
