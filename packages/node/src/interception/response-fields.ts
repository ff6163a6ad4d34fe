import type { OutgoingHttpHeader, OutgoingHttpHeaders } from "node:http";
import type { NodeResponse } from "../messages.ts";
import type { HeaderFields, ResponseFields } from "./seam.ts";

/** The fields of a response as it has them at the moment: reading one copies nothing. */
export class CurrentFields implements HeaderFields {
  constructor(private readonly response: NodeResponse) {}

  get(name: string): string | null {
    return joined(this.response.getHeader(name));
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return new CopiedFields(this.response.getHeaders())[Symbol.iterator]();
  }
}

/** Fields that stay as they are, whatever the response gets later. */
export class CopiedFields implements HeaderFields {
  /** @param record - Values by names in lower case, as `getHeaders` gives them. */
  constructor(private readonly record: OutgoingHttpHeaders) {}

  get(name: string): string | null {
    return joined(this.record[name]);
  }

  /** In the order of a Fetch `Headers`, which the core relied on first. */
  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const name of Object.keys(this.record).sort()) {
      const value = this.record[name];
      if (name === "set-cookie" && Array.isArray(value)) {
        for (const cookie of value) yield [name, trimmed(cookie)];
      } else {
        const text = joined(value);
        if (text !== null) yield [name, text];
      }
    }
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

function joined(value: OutgoingHttpHeader | undefined): string | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? value.map(trimmed).join(", ") : trimmed(String(value));
}

/** Without whitespace around it, which is no part of a value (RFC 9110 section 5.5). */
function trimmed(value: string): string {
  return value.replace(/^[\t ]+|[\t ]+$/g, "");
}
