/** A media type with its parameters (RFC 9110 section 8.3.1). */
export interface MediaType {
  /** Type and subtype, in lower case. */
  readonly essence: string;
  /** The values by lower-case name, quoted values without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const essencePattern = new RegExp(`^(${token}/${token})`);
const parameterPattern = new RegExp(`^[ \\t]*;[ \\t]*(?:(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)"))?`);

/** Reads a media type. `undefined` if it is invalid, or if it has a parameter twice. */
export function readMediaType(text: string | undefined): MediaType | undefined {
  const essence = essencePattern.exec(text?.trim() ?? "")?.[1];
  if (text === undefined || essence === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (let rest = text.trim().slice(essence.length); rest !== ""; ) {
    const [whole, name, plain, quoted] = parameterPattern.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    const key = name?.toLowerCase();
    if (key !== undefined) {
      if (parameters.has(key)) return undefined;
      parameters.set(key, plain ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1"));
    }
    rest = rest.slice(whole.length);
  }
  return { essence: essence.toLowerCase(), parameters };
}

/** The boundary of a multipart type. `undefined` if it is missing, or if RFC 2046 section 5.1.1 does not allow it. */
export function boundaryOf(type: MediaType | undefined): string | undefined {
  const boundary = type?.parameters.get("boundary");
  return boundary !== undefined && /^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary)
    ? boundary
    : undefined;
}
