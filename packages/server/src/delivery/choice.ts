import type { Delta } from "../events/event.ts";
import type { Form } from "../events/forms/form.ts";
import type { Deltas } from "../settings/deltas.ts";

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

/** Whether notifications of this choice include the delta. */
export function includesDelta({ form, delta: wanted }: Choice, { mediaType }: Delta, deltas: Deltas): boolean {
  if (wanted === undefined || form.delta !== true) return false;
  const name = deltas.nameOf(mediaType);
  return name !== undefined && wanted.includes(name);
}
