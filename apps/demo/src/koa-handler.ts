import type { Context } from "koa";
import { hasContent, pathOf } from "./node-handler.ts";
import type { NotesApplication } from "./notes/application.ts";
import type { NotesResponse } from "./notes/messages.ts";
import { discardContent, type ReadOutcome, readContent } from "./read-content.ts";

const nothing: ReadOutcome = { kind: "whole", content: new Uint8Array() };

/** How many bytes of too long content to read and discard, as a multiple of the limit. */
const discardedLimits = 16;

/** How long to read and discard too long content, in milliseconds. */
const discardedPatience = 5_000;

/** Makes a Koa middleware of a notes application. Calls `beforeResponse` with each answer before passing it to Koa. */
export function notesMiddleware(
  application: NotesApplication,
  beforeResponse: (answer: NotesResponse, context: Context) => void,
): (context: Context) => Promise<void> {
  return async (context) => {
    const { req, method } = context;
    const { bodyLimit } = application;
    const outcome = hasContent(req) ? await readContent(req, bodyLimit) : nothing;
    if (outcome.kind === "cut-off") {
      context.respond = false;
      return;
    }
    if (outcome.kind === "too-long") {
      answer(context, application.refuseContent(method));
      if (req.httpVersionMajor < 2) context.set("Connection", "close");
      await discardContent(req, bodyLimit * discardedLimits, discardedPatience);
      return;
    }
    const path = pathOf({ url: context.originalUrl });
    const fields = new Headers();
    // Names of HTTP/2 pseudo-fields begin with a colon.
    for (const [name, value] of Object.entries(context.headers)) {
      if (!name.startsWith(":")) fields.set(name, String(value));
    }
    const answered = application.handle({ method, path, fields, body: outcome.content });
    beforeResponse(answered, context);
    answer(context, answered);
  };
}

function answer(context: Context, { status, fields, body }: NotesResponse): void {
  context.status = status;
  // Koa sets a type and a length when it gets a body, so ours must be set afterwards.
  context.body = body === null ? null : Buffer.from(body);
  context.status = status;
  for (const [name, value] of fields) context.set(name, value);
}
