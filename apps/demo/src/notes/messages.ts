/** A request to the notes application, independent of any server or framework. */
export interface NotesRequest {
  /** The method, case-sensitive (RFC 9110 section 9.1). */
  readonly method: string;
  /** The path of the URL as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The header fields. The values of a repeated field are joined with commas. */
  readonly fields: Headers;
  /** The complete content, without transfer coding. Empty if the request has none. */
  readonly body: Uint8Array;
}

/** The response of the notes application, independent of any server or framework. */
export interface NotesResponse {
  /** The status code. */
  readonly status: number;
  /** The header fields, including `Content-Length` if HTTP allows it for the response. */
  readonly fields: Headers;
  /** The content, which must not be changed. null if the response has none (HEAD, 204, 304, an empty 201). */
  readonly body: Uint8Array | null;
  /** The effect of a successful mutation, for notifications. Absent in other responses. */
  readonly change?: NotesChange;
}

/** The effect of a mutation on its target resource. */
interface NotesChange {
  /** False if the state is the same as before, for example after a PUT of the same bytes and type. */
  readonly changed: boolean;
}

/** The answer to a request, before the method decides whether its content is sent: see {@link finishResponse}. */
export interface Answer {
  /** The status code. */
  readonly status: number;
  /** Header fields by name. `Content-Length` and the CORS fields are added later. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The content, if the response has any. */
  readonly body?: Uint8Array;
  /** See {@link NotesResponse.change}. */
  readonly change?: NotesChange;
}

/**
 * Makes the response from an answer. HEAD gets the fields of GET and no content (RFC 9110 section 9.3.2). Every
 * response that may have content gets `Content-Length`, so that no server has to choose its framing.
 */
export function finishResponse(method: string, answer: Answer): NotesResponse {
  const fields = new Headers(answer.fields);
  // RFC 9110 section 8.6: not allowed in a 204. In a 304 it would be that of the 200, which the client already has.
  if (answer.status !== 204 && answer.status !== 304) {
    fields.set("Content-Length", String(answer.body?.byteLength ?? 0));
  }
  const body = method === "HEAD" ? null : (answer.body ?? null);
  return answer.change === undefined
    ? { status: answer.status, fields, body }
    : { status: answer.status, fields, body, change: answer.change };
}
