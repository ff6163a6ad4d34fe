/** The content of a note on the server. */
export interface NoteContent {
  readonly text: string;
  readonly type: string;
  /** Undefined if the response had none. */
  readonly etag: string | undefined;
}

/** Thrown when the server refuses a request or does not respond. The message is for people. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  /** The status, or 0 if there was no response. */
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Returns the path of the note with this name. */
export function pathOfNote(name: string): string {
  return `/notes/${encodeURIComponent(name)}`;
}

/** @throws {RequestFailed} */
export async function getNote(path: string): Promise<NoteContent> {
  return noteIn(await send(path, { method: "GET" }));
}

/** Reads a note from a response. */
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
 * @param precondition `If-Match` or `If-None-Match`, against the current note
 * @returns the new content
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

/** Changes a JSON note with a merge patch. @throws {RequestFailed} */
export async function patchNote(path: string, patch: unknown, precondition: Readonly<Record<string, string>>) {
  const headers = { "Content-Type": "application/merge-patch+json", ...precondition };
  await send(path, { method: "PATCH", headers, body: JSON.stringify(patch) });
}

/** @throws {RequestFailed} */
export async function deleteNote(path: string): Promise<void> {
  await send(path, { method: "DELETE" });
}

/** Creates a note with a name that the server chooses. @returns its path @throws {RequestFailed} */
export async function postNote({ text, type }: Pick<NoteContent, "text" | "type">): Promise<string> {
  const response = await send("/notes/", { method: "POST", headers: { "Content-Type": type }, body: text });
  return response.headers.get("Location") ?? "";
}

/** Sends a request. Errors have the server's own explanation. @throws {RequestFailed} */
export async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", ...init });
  } catch (cause) {
    throw new RequestFailed("The server does not respond. Is it running?", 0, { cause });
  }
  if (response.ok) return response;
  throw new RequestFailed(`${response.status}: ${await detailOf(response)}`, response.status);
}

/** Reads the explanation from problem details (RFC 9457). */
async function detailOf(response: Response): Promise<string> {
  try {
    const { detail, title }: { detail?: unknown; title?: unknown } = await response.json();
    return String(detail ?? title);
  } catch {
    return response.statusText;
  }
}
