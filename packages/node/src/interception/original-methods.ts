import { OutgoingMessage } from "node:http";
import type { NodeResponse } from "../messages.ts";

/** The methods of a response by which its head and content leave. */
export type Answering = Pick<NodeResponse, "writeHead" | "write" | "end" | "flushHeaders">;

/** These methods as they were when the response came to us. */
export interface Originals extends Answering {
  /** Whether `write` is that of node:http itself. */
  readonly untouched: boolean;
}

/** Binds the methods of the response as they are now: other middleware may have put its own there. */
export function originalsOf(response: NodeResponse): Originals {
  return {
    untouched: response.write === OutgoingMessage.prototype.write,
    writeHead: response.writeHead.bind(response) as Originals["writeHead"],
    write: response.write.bind(response) as Originals["write"],
    end: response.end.bind(response) as Originals["end"],
    flushHeaders: response.flushHeaders.bind(response),
  };
}

/** What `writeHead` is called with. */
export type HeadArguments = readonly [status: number, ...others: unknown[]];

/** Sets what `writeHead` was called with on the response, as if `setHeader` had been used. Throws what that throws. */
export function applyHead(response: NodeResponse, [status, reason, others]: HeadArguments): void {
  response.statusCode = status | 0;
  if (typeof reason === "string") response.statusMessage = reason;
  const fields = typeof reason === "string" ? others : (others ?? reason);
  if (Array.isArray(fields)) {
    const pairs: [string, unknown][] = Array.isArray(fields[0]) ? fields : pairsOf(fields);
    for (const [name] of pairs) response.removeHeader(name);
    for (const [name, value] of pairs) response.appendHeader(name, value as string);
  } else if (typeof fields === "object" && fields !== null) {
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value as string);
  }
}

/** The error of node:http for a second head. */
export function headAlreadySent(): Error {
  const error = new Error("Cannot write headers after they are sent to the client");
  return Object.assign(error, { code: "ERR_HTTP_HEADERS_SENT" });
}

function pairsOf(flat: readonly unknown[]): [string, unknown][] {
  return Array.from({ length: Math.ceil(flat.length / 2) }, (_, index) => [
    String(flat[2 * index]),
    flat[2 * index + 1],
  ]);
}
