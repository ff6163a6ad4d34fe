import type { ResourceEvent } from "../events/event.ts";
import type { Form, RenderContext } from "../events/forms/form.ts";

/** The newest event of a resource in each form: it is rendered once, however many audiences frame it. */
export class Renderings {
  #event: ResourceEvent | undefined;
  readonly #rendered = new Map<Form, Map<string, Uint8Array>>();

  /**
   * The event in the form, for those who miss nothing before it (`context.skipped` is not heeded).
   *
   * @throws whatever the form throws, `TypeError` where it renders something else than bytes; a failure is not kept
   */
  of(event: ResourceEvent, form: Form, context: RenderContext): Uint8Array {
    if (event !== this.#event) {
      this.#event = event;
      this.#rendered.clear();
    }
    const ofForm = this.#rendered.get(form) ?? new Map<string, Uint8Array>();
    this.#rendered.set(form, ofForm);
    // All else that a form is told is the same for every audience of the resource.
    const key = JSON.stringify([context.delta !== undefined, context.etag]);
    const rendered = ofForm.get(key) ?? render(event, form, context);
    ofForm.set(key, rendered);
    return rendered;
  }
}

/**
 * Has a form render an event.
 *
 * @throws whatever the form throws, `TypeError` where it renders something else than bytes
 */
export function render(event: ResourceEvent, form: Form, context: RenderContext): Uint8Array {
  const notification: unknown = form.render(event, context);
  if (!(notification instanceof Uint8Array)) throw new TypeError("A form renders bytes, and at once");
  return notification;
}
