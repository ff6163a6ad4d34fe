/** A note as the server has it. */
export interface NoteContent {
  readonly text: string;
  readonly type: string;
  /** Undefined where the server did not say. */
  readonly etag: string | undefined;
}

/** The server refused, or did not answer. The message is for people. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  /** The status; 0 where no response came. */
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** The path of a note with that name. */
export function pathOfNote(name: string): string {
  return `/notes/${encodeURIComponent(name)}`;
}

/** @throws {RequestFailed} */
export async function getNote(path: string): Promise<NoteContent> {
  return noteIn(await send(path, { method: "GET" }));
}

/** The note that a response holds. */
export async function noteIn(response: Response, head = response.headers): Promise<NoteContent> {
  return {
    text: await response.text(),
    type: response.headers.get("Content-Type") ?? "application/octet-stream",
    etag: response.headers.get("ETag") ?? head.get("ETag") ?? undefined,
  };
}

/**
 * Creates or replaces a note.
 *
 * @param precondition `If-Match` or `If-None-Match`: what must hold of the note as it is
 * @returns what the note is then
 * @throws {RequestFailed}
 */
export async function putNote(
  path: string,
  { text, type }: Pick<NoteContent, "text" | "type">,
  precondition: Readonly<Record<string, string>> = {},
): Promise<NoteContent> {
  const headers = { "Content-Type": type, ...precondition };
  const response = await send(path, { method: "PUT", headers, body: text });
  return { text, type, etag: response.headers.get("ETag") ?? undefined };
}

/** Changes a JSON note by a merge patch. @throws {RequestFailed} */
export async function patchNote(path: string, patch: unknown, precondition: Readonly<Record<string, string>>) {
  const headers = { "Content-Type": "application/merge-patch+json", ...precondition };
  await send(path, { method: "PATCH", headers, body: JSON.stringify(patch) });
}

/** @throws {RequestFailed} */
export async function deleteNote(path: string): Promise<void> {
  await send(path, { method: "DELETE" });
}

/** Creates a note under a name of the server's choice. @returns its path @throws {RequestFailed} */
export async function postNote({ text, type }: Pick<NoteContent, "text" | "type">): Promise<string> {
  const response = await send("/notes/", { method: "POST", headers: { "Content-Type": type }, body: text });
  return response.headers.get("Location") ?? "";
}

/** Sends a request; follows what the server says of failures. @throws {RequestFailed} */
export async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", ...init });
  } catch (cause) {
    throw new RequestFailed("The server does not answer. Is it running?", 0, { cause });
  }
  if (response.ok) return response;
  throw new RequestFailed(`${response.status}: ${await detailOf(response)}`, response.status);
}

/** What the problem details (RFC 9457) say. */
async function detailOf(response: Response): Promise<string> {
  try {
    const { detail, title }: { detail?: unknown; title?: unknown } = await response.json();
    return String(detail ?? title);
  } catch {
    return response.statusText;
  }
}
