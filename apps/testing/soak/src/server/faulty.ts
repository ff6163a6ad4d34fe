import { type EventLog, type Form, type ResourceEvent, textOf } from "@resource-events/server";

/** A form that fails for every seventh event: the failure is contained, so that only that notification is lost. */
export function losing(form: Form): Form {
  return {
    ...form,
    render(event, context) {
      const number = Number.parseInt(event.id.split("-").at(-1) ?? "", 36);
      if (number % 7 === 0) throw new Error("lost");
      return form.render(event, context);
    },
  };
}

/** A form that writes URLs without percent-encoding. */
export function decoding(form: Form): Form {
  return {
    ...form,
    render(event, context) {
      const text = Buffer.from(form.render(event, context)).toString("latin1");
      return textOf(event.object === undefined ? text : text.replace(event.object, decodeURIComponent(event.object)));
    },
  };
}

/** A log that claims to know every id, and that nothing has happened since. */
export function resuming(log: EventLog): EventLog {
  const after = async (resource: string, id: string): Promise<readonly ResourceEvent[]> =>
    (await log.after(resource, id)) ?? [];
  return { ...log, after };
}
