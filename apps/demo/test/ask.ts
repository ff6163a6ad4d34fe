import type { NotesApplication } from "../src/notes/application.ts";
import type { NotesResponse } from "../src/notes/messages.ts";

/** A response with its content as text, for tests. */
export interface Asked extends NotesResponse {
  readonly text: string;
}

/** Sends a request to an application. */
export function ask(
  application: NotesApplication,
  method: string,
  path: string,
  fields: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = "",
): Asked {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const response = application.handle({ method, path, fields: new Headers(fields), body: bytes });
  return { ...response, text: new TextDecoder().decode(response.body ?? new Uint8Array()) };
}

/** What the problem of a refusal says. */
export function problemOf(response: Asked): {
  status: number;
  code: string;
  detail: string;
  title: string;
  type: string;
} {
  return JSON.parse(response.text);
}

/** A clock that is set by hand; it begins at 2026-01-02T03:04:05.678Z. */
export function makeClock(): { now: () => Date; advance: (milliseconds: number) => void } {
  let time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
