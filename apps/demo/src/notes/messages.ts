/** A request to the notes application, as any server or framework can state it. */
export interface NotesRequest {
  /** The method, case-sensitive (RFC 9110 section 9.1). */
  readonly method: string;
  /** The path of the URL as it was sent, percent-encoding and all, without the query. */
  readonly path: string;
  /** The header fields; a field that was sent several times is one value, joined with commas. */
  readonly fields: Headers;
  /** The whole content, decoded from its transfer coding; empty where there was none. */
  readonly body: Uint8Array;
}

/** What the notes application answers. */
export interface NotesResponse {
  /** The status code. */
  readonly status: number;
  /** The header fields, `Content-Length` among them wherever HTTP gives the response one. */
  readonly fields: Headers;
  /** The content, not to be changed by whoever gets it; null where nothing is sent (HEAD, 204, 304, an empty 201). */
  readonly body: Uint8Array | null;
  /** What a successful mutation did, for whoever tells of it; absent on any other response. */
  readonly change?: NotesChange;
}

/** What a mutation did to the state of the resource it was sent to. */
export interface NotesChange {
  /** False where the state is as it was before, as after a PUT of the same bytes and type. */
  readonly changed: boolean;
}

/** A response before it is known whether its content is sent at all: see {@link finishResponse}. */
export interface Answer {
  /** The status code. */
  readonly status: number;
  /** Header fields by name; `Content-Length` and those of CORS are added later. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The content, if the response has any. */
  readonly body?: Uint8Array;
  /** See {@link NotesResponse.change}. */
  readonly change?: NotesChange;
}

/**
 * Makes the response to `method` of an answer: a HEAD gets the fields of a GET and no content (RFC 9110 section 9.3.2),
 * and every response that may have content says how long it is, so that no server has to guess its framing.
 */
export function finishResponse(method: string, answer: Answer): NotesResponse {
  const fields = new Headers(answer.fields);
  // RFC 9110 section 8.6: no Content-Length in a 204; in a 304 only that of the 200, which a recipient has already.
  if (answer.status !== 204 && answer.status !== 304) {
    fields.set("Content-Length", String(answer.body?.byteLength ?? 0));
  }
  const body = method === "HEAD" ? null : (answer.body ?? null);
  return answer.change === undefined
    ? { status: answer.status, fields, body }
    : { status: answer.status, fields, body, change: answer.change };
}
