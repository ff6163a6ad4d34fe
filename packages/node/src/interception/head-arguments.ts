import type { NodeResponse } from "../messages.ts";

/** The arguments of `writeHead`: a status, perhaps a reason phrase, and fields as an object or an array. */
export type HeadArguments = readonly [status: number, ...others: unknown[]];

/**
 * Sets on the response what an application passed to `writeHead`, as `statusCode`, `statusMessage` and `setHeader` would:
 * so the whole head can be read, and added to, before it leaves. Throws what these throw.
 */
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

function pairsOf(flat: readonly unknown[]): [string, unknown][] {
  return Array.from({ length: Math.ceil(flat.length / 2) }, (_, index) => [
    String(flat[2 * index]),
    flat[2 * index + 1],
  ]);
}
