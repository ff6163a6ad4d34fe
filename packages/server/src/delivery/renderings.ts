import type { ResourceEvent } from "../events/event.ts";
import type { Form, RenderContext } from "../events/forms/form.ts";
import { shownEvent } from "../events/shown-event.ts";
import { atOnce } from "../settings/at-once.ts";

/** The newest event of a resource, rendered once in each form, however many audiences frame it. */
export class Renderings {
  #event: ResourceEvent | undefined;
  readonly #rendered = new Map<Form, Map<string, Uint8Array>>();

  /**
   * Returns the event in the form, for subscribers that missed nothing before it (`context.skipped` is ignored).
   *
   * @throws whatever the form throws, and `TypeError` if it does not return bytes. A failure is not kept.
   */
  of(event: ResourceEvent, form: Form, context: RenderContext): Uint8Array {
    if (event !== this.#event) {
      this.#event = event;
      this.#rendered.clear();
    }
    const ofForm = this.#rendered.get(form) ?? new Map<string, Uint8Array>();
    this.#rendered.set(form, ofForm);
    // The rest of the context is the same for every audience of the resource.
    const key = JSON.stringify([context.delta !== undefined, context.etag]);
    const rendered = ofForm.get(key) ?? render(event, form, context);
    ofForm.set(key, rendered);
    return rendered;
  }
}

/**
 * Renders an event in a form.
 *
 * @throws whatever the form throws, and `TypeError` if it does not return bytes.
 */
export function render(event: ResourceEvent, form: Form, context: RenderContext): Uint8Array {
  const notification: unknown = atOnce(form.render(shownEvent(event), context), "A form");
  if (!(notification instanceof Uint8Array)) throw new TypeError("A form must return bytes");
  return notification;
}
