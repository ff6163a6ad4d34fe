import { type Form, jsonForm, rfc822Form } from "@resource-events/server";

/** The default forms; each rendering is reported. An event that nobody receives is not rendered. */
export function watchedForms(onRender: () => void): readonly Form[] {
  return [rfc822Form, jsonForm].map((form) => ({
    ...form,
    render: (...rendering: Parameters<Form["render"]>) => {
      onRender();
      return form.render(...rendering);
    },
  }));
}
