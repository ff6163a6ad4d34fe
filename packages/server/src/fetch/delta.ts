import type { Delta } from "../events/event.ts";
import { nextTask } from "./next-task.ts";
import { announcedLength, readContent } from "./request-content.ts";

/** Tells what a mutation brought, once it was answered; `undefined` where that is not all there, or can't be told. */
export type Overheard = () => Promise<Delta | undefined>;

/**
 * Copies what a PATCH brings while its handler reads it (PREP-MS-7); to be called before anything of it was read. The
 * request itself goes to the handler, and no other one made of it: runtimes know more of it than it shows.
 *
 * @param most - The most bytes that are kept of it.
 */
export function overhearDelta(request: Request, most: number): Overheard {
  const { method, headers } = request;
  const mediaType = headers.get("content-type");
  // A delta that is encoded would be told without its encoding.
  const telling = method === "PATCH" && mediaType !== null && !headers.has("content-encoding");
  if (!telling || announcedLength(request) > most) return async () => undefined;
  const heard = copy(request, most);
  return async () => {
    // A handler that has read everything was not quicker than the copy by more than a task; who has not, won't now.
    const content = await Promise.race([heard, nextTask()]);
    return content === undefined || content.byteLength === 0 ? undefined : { mediaType, content };
  };
}

async function copy(request: Request, most: number): Promise<Uint8Array | undefined> {
  try {
    const content = await readContent(request.clone(), most);
    return typeof content === "string" ? undefined : content;
  } catch {
    // Somebody has read it before.
    return undefined;
  }
}
