import catalogue from "./requirements.json" with { type: "json" };

/** A requirement as reports show it. */
export interface RequirementText {
  /** The draft's keyword, `ours` or `guidance`. */
  readonly level: string;
  /** What must hold: inline Markdown. */
  readonly text: string;
}

/** The requirements of the catalogues by ID. `pnpm run coverage` generates them. */
export const requirementTexts: ReadonlyMap<string, RequirementText> = new Map(Object.entries(catalogue));
