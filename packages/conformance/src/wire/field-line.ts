/** One field line of a head: the name in the sender's letter case, and the value without surrounding whitespace. */
export interface FieldLine {
  /** The name. */
  readonly name: string;
  /** The value. */
  readonly value: string;
}

/** The values of all lines of a field, in order. */
export function fieldValues(fields: readonly FieldLine[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return fields.filter((line) => line.name.toLowerCase() === wanted).map(({ value }) => value);
}

/** The value of a field, its lines joined by commas (RFC 9110 section 5.3). `undefined` if the field is missing. */
export function fieldValue(fields: readonly FieldLine[], name: string): string | undefined {
  const values = fieldValues(fields, name);
  return values.length === 0 ? undefined : values.join(", ");
}

/** The lower-case members of a list of tokens, as in `Vary` or `Allow`. */
export function fieldTokens(fields: readonly FieldLine[], name: string): readonly string[] {
  return (fieldValue(fields, name) ?? "")
    .split(",")
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== "");
}
