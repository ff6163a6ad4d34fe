import type { Form } from "../events/forms/form.ts";

/** How notifications follow one another in a body; with `single`, the body is one notification (EQ-SN-1). */
export type EncapsulationName = "digest" | "mixed" | "http" | "json-seq" | "single";

/** A form, and the deltas that its notifications may include. */
interface ChosenForm {
  /** How notifications are rendered. */
  readonly form: Form;
  /** The wanted deltas, by the names of the option `deltas`; `undefined`: none is wanted (PREP-MS-6). */
  readonly delta?: readonly string[] | undefined;
}

/** An encapsulation with the form of what is in it (EQ-ST-3): they are chosen together. */
export interface Choice extends ChosenForm {
  /** How notifications follow one another. */
  readonly encapsulation: EncapsulationName;
}
