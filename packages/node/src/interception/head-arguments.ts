import { http2StreamOf, type NodeResponse } from "../messages.ts";
import { fieldWithoutValue, invalidReason, invalidStatus } from "./node-errors.ts";

/** The arguments of `writeHead`: a status, perhaps a reason phrase, and fields as an object or an array. */
export type HeadArguments = readonly [status: number, ...others: unknown[]];

type Fields = readonly (readonly [name: string, value: unknown])[];

/**
 * Sets on the response what an application passed to `writeHead`, as `statusCode`, `statusMessage` and `setHeader` would:
 * so the whole head can be read, and added to, before it leaves. Throws what `writeHead` itself would, and then leaves no
 * field behind that `writeHead` would not.
 */
export function applyHead(response: NodeResponse, [status, reason, others]: HeadArguments): void {
  setStatus(response, status, typeof reason === "string" ? reason : undefined);
  const fields = typeof reason === "string" ? others : (others ?? reason);
  if (typeof fields !== "object" || fields === null) return;
  const isArray = Array.isArray(fields);
  const pairs: Fields = isArray ? pairsOf(fields) : Object.entries(fields);
  try {
    if (isArray) {
      for (const [name] of pairs) response.removeHeader(name);
      for (const [name, value] of pairs) response.appendHeader(name, value as string);
    } else {
      for (const [name, value] of pairs) response.setHeader(name, value as string);
    }
  } catch (error) {
    forget(response, pairs);
    throw error;
  }
}

/** A status that is set later than here, on the wire, would fail when the response has gone another way. */
function setStatus(response: NodeResponse, status: number, reason: string | undefined): void {
  const code = status | 0;
  if (http2StreamOf(response) === undefined) {
    if (code < 100 || code > 999) throw invalidStatus(status);
    // What is not of Latin-1, or a control character.
    if (/[^\t -~\x80-\xff]/.test(reason ?? response.statusMessage ?? "")) throw invalidReason();
  }
  response.statusCode = code;
  if (reason !== undefined) response.statusMessage = reason;
}

/** If the response had no fields of its own, node would not have kept any of these: another head may follow. */
function forget(response: NodeResponse, fields: Fields): void {
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  const present = response.getHeaderNames();
  if (!present.every((name) => names.has(name))) return;
  for (const name of present) response.removeHeader(name);
}

/** The fields of an array, which has pairs, or a name and a value by turns. */
function pairsOf(fields: readonly unknown[]): Fields {
  if (Array.isArray(fields[0])) return fields as Fields;
  if (fields.length % 2 !== 0) throw fieldWithoutValue();
  return Array.from({ length: fields.length / 2 }, (_, index) => [String(fields[2 * index]), fields[2 * index + 1]]);
}
