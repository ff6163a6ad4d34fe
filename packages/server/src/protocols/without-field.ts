import type { HeaderFields } from "../message.ts";

/** The fields without the one of this name, in lower case. */
export function withoutField(fields: HeaderFields, name: string): Headers {
  const others = new Headers();
  for (const [other, value] of fields) if (other !== name) others.append(other, value);
  return others;
}
