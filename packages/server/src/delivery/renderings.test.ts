import { describe, expect, it, vi } from "vitest";
import { type EventDetails, eventOf, type ResourceEvent } from "../events/event.ts";
import { type Form, type RenderContext, textOf } from "../events/forms/form.ts";
import { Renderings } from "./renderings.ts";

const url = (reference: string) => reference;
const delta = { mediaType: "text/x", content: textOf("+1") };
let ids = 0;
function make(details: Partial<EventDetails> = {}): ResourceEvent {
  ids += 1;
  return { ...eventOf("/a", { type: "update", ...details }), id: `id-${ids}` };
}

function createForm() {
  const render = vi.fn(
    ({ id }: ResourceEvent, context: RenderContext): Uint8Array =>
      textOf([id, context.etag, context.delta?.mediaType].join(" ")),
  );
  const form: Form = { mediaType: "text/x", render };
  return { form, render };
}

describe("Renderings", () => {
  it("renders the newest event once for each form and entity tag, with and without delta", () => {
    const renderings = new Renderings();
    const [one, other] = [createForm(), createForm()];
    const event = make();
    const contexts: RenderContext[] = [{ url }, { url, etag: "" }, { url, etag: '"1"' }, { url, delta }];
    for (const { form, render } of [one, other]) {
      const first = contexts.map((context) => renderings.of(event, form, context));
      expect(first.map((bytes) => new TextDecoder().decode(bytes))).toEqual([
        `${event.id}  `,
        `${event.id}  `,
        `${event.id} "1" `,
        `${event.id}  text/x`,
      ]);
      expect(contexts.map((context) => renderings.of(event, form, { ...context }))).toEqual(first);
      expect(render).toHaveBeenCalledTimes(4);
    }
  });

  it("keeps nothing of earlier events", () => {
    const renderings = new Renderings();
    const { form, render } = createForm();
    const events = [make(), make()];
    for (const event of [...events, ...events]) renderings.of(event, form, { url });
    expect(render).toHaveBeenCalledTimes(4);
  });

  it("does not keep failures", () => {
    const renderings = new Renderings();
    const { form, render } = createForm();
    const event = make();
    render.mockImplementationOnce(() => {
      throw new Error("ink");
    });
    expect(() => renderings.of(event, form, { url })).toThrow("ink");
    render.mockImplementationOnce(() => "text" as unknown as Uint8Array);
    expect(() => renderings.of(event, form, { url })).toThrow(TypeError);
    expect(renderings.of(event, form, { url })).toEqual(textOf(`${event.id}  `));
  });
});
