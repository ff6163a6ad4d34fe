import type { NodeResponse } from "../messages.ts";
import { type Answering, applyHead, type HeadArguments, type Originals } from "./original-methods.ts";

/** Where an answer goes, once its head is known. */
export interface Way extends Answering {
  /** Takes the head of a `writeHead`; one that was never written comes by itself with the first content. */
  begin(): void;
}

/** The way that every answer goes if nobody intercepts it. */
export function straight(response: NodeResponse, originals: Originals): Way {
  return { ...originals, begin: () => void originals.writeHead(response.statusCode) };
}

/**
 * Calls `choose` once, when the status and the fields of the response are known and before they leave, however that
 * happens (`writeHead`, or the first `write`, `end` or `flushHeaders`); the answer goes the way that it returns.
 * `length` is that of the content, where the handler gave all of it with the end and node:http would tell it.
 *
 * The methods stay ours: middleware that came later has wrapped them, and they must not be taken from under it.
 */
export function interceptAnswer(
  response: NodeResponse,
  originals: Originals,
  choose: (length: number | undefined) => Way,
): void {
  let way: Way | undefined;
  let announcing = false;
  let length: number | undefined;

  const chosen = (): Way => {
    if (way === undefined && !response.headersSent) {
      // As node:http does before content without a head: whoever waits for the head in `writeHead` sees it, too. The
      // head itself is written by the call that it was announced for, which may know the content's length.
      announcing = true;
      try {
        response.writeHead(response.statusCode);
      } finally {
        announcing = false;
      }
    }
    way ??= straight(response, originals);
    return way;
  };

  const methods = {
    writeHead(...head: HeadArguments): NodeResponse {
      if (way !== undefined) return (way.writeHead as (...head: HeadArguments) => NodeResponse)(...head);
      applyHead(response, head);
      way = choose(length);
      if (!announcing) way.begin();
      return response;
    },
    write: (...call: Parameters<Originals["write"]>) => chosen().write(...call),
    end(...call: unknown[]): NodeResponse {
      if (way === undefined) length = lengthOf(call);
      return (chosen().end as (...call: unknown[]) => NodeResponse)(...call);
    },
    flushHeaders: () => chosen().flushHeaders(),
  };
  Object.assign(response, methods);
}

function lengthOf([content, encoding]: readonly unknown[]): number | undefined {
  if (typeof content === "string") {
    return Buffer.byteLength(content, typeof encoding === "string" ? (encoding as BufferEncoding) : undefined);
  }
  if (content instanceof Uint8Array) return content.byteLength;
  return typeof content === "function" || content === undefined || content === null ? 0 : undefined;
}
