import type { OutgoingHttpHeaders } from "node:http";
import type { HeaderFields, ResponseFields } from "@resource-events/server/adapter";
import type { NodeResponse } from "../messages.ts";

/** The fields of a response as it has them at the moment: reading one copies nothing. */
export class CurrentFields implements HeaderFields {
  constructor(private readonly response: NodeResponse) {}

  get(name: string): string | null {
    const value = this.response.getHeader(name);
    if (value === undefined) return null;
    return Array.isArray(value) ? value.map(trimmed).join(", ") : trimmed(String(value));
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return copiedFields(this.response.getHeaders())[Symbol.iterator]();
  }
}

/**
 * The fields of a response, by names in lower case as `getHeaders` gives them, as they are now. Invalid ones are left out:
 * node:http2 takes them, and leaves them out when it sends them.
 */
export function copiedFields(record: OutgoingHttpHeaders): Headers {
  const fields = new Headers();
  for (const [name, value] of Object.entries(record)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) append(fields, name, String(one));
  }
  return fields;
}

function append(fields: Headers, name: string, value: string): void {
  try {
    fields.append(name, value);
  } catch {
    // Nobody gets it.
  }
}

/** Sets fields of a response in place of those of the same names; names that come more than once keep all values. */
export function setFields(response: NodeResponse, fields: ResponseFields): void {
  for (let index = 0; index < fields.length; index += 1) {
    const [name, value] = fields[index] as readonly [string, string];
    if (comesBefore(name, fields, index)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}

function comesBefore(name: string, fields: ResponseFields, end: number): boolean {
  for (let index = 0; index < end; index += 1) {
    const [other] = fields[index] as readonly [string, string];
    if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) return true;
  }
  return false;
}

/** Without whitespace around it, which is no part of a value (RFC 9110 section 5.5). */
function trimmed(value: string): string {
  return value.replace(/^[\t ]+|[\t ]+$/g, "");
}
