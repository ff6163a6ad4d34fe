import type { BodyReader } from "./body.ts";
import type { Answer } from "./head.ts";

/** What is known of a response without notifications. */
export interface Refusal {
  /** What to tell people, unless the status says it all. */
  readonly message: string;
  /** The response, with its content in memory; undefined if its content is too long or may never end. */
  readonly response: Response | undefined;
}

/** How much content of a refusal is kept, in bytes. */
const most = 0x10000;
/** Media types whose content may never end. */
const streams = /^(multipart\/.*|application\/(http|json-seq)|text\/event-stream)$/;

/**
 * Reads a response without notifications, and finds out why it has none. This is loaded only when there is one; so it shares no
 * code with what is loaded at first, which would be in a third file then.
 *
 * @param message what to tell people, as far as the status tells it
 * @param open makes the reader of its body
 */
export async function readRefusal(answer: Answer, message: string, open: () => BodyReader): Promise<Refusal> {
  const { response, type } = answer;
  const content = streams.test(type) ? undefined : await contentOf(response, open).catch(() => undefined);
  const problem = content && type === "application/problem+json" ? problemIn(content) : "";
  const isError = response.status >= 400;
  return {
    message: isError ? message + problem : (hiddenFields(answer, message) ?? message),
    response: content && copyOf(response, content),
  };
}

/** @returns undefined if it is too long */
async function contentOf(response: Response, open: () => BodyReader): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const content = new Uint8Array(most);
  const reader = open();
  let length = 0;
  for (;;) {
    const { value } = await reader.read();
    if (!value) return content.slice(0, length);
    if (length + value.length > most) return undefined;
    content.set(value, length);
    length += value.length;
  }
}

/** Browsers hide most fields from pages of other origins, unless the server exposes them (EQ-AR-4). */
function hiddenFields({ response, type }: Answer, message: string): string | undefined {
  const { headers, status, type: kind } = response;
  if (["events", "accept-events", "accept-query"].some((name) => headers.has(name))) return undefined;
  // A `fetch` of the user's may hand on a response in one that it made itself.
  const isHidden = status === 0 || (streams.test(type) && /^(cors|default)$/.test(kind));
  if (!isHidden && kind !== "cors") return undefined;
  const what = isHidden ? "The" : `${message}. If it has them elsewhere, the`;
  return `${what} response's fields are not exposed to this origin: add Access-Control-Expose-Headers: ${readFields}`;
}

/** The fields that a client reads. */
const readFields = "Events, Event-ID, Accept-Events, Accept-Query, Retry-After";

/** The text of problem details (RFC 9457). */
function problemIn(content: Uint8Array): string {
  try {
    const { title, detail }: { title?: unknown; detail?: unknown } = JSON.parse(new TextDecoder().decode(content));
    return [title, detail].map((text) => (typeof text === "string" ? `: ${text}` : "")).join("");
  } catch {
    return ""; // the status says enough
  }
}

/** @returns undefined if a Response can't have that status */
function copyOf(response: Response, content: Uint8Array<ArrayBuffer>): Response | undefined {
  const { status, statusText, url } = response;
  try {
    const body = content.length > 0 ? content : null;
    const copy = new Response(body, { status, statusText });
    response.headers.forEach((fieldValue, name) => {
      copy.headers.append(name, fieldValue);
    });
    return Object.defineProperty(copy, "url", { value: url });
  } catch {
    return undefined;
  }
}
