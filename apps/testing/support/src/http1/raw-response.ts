/** A response as it came over the wire; in texts, each byte is a character. */
export interface RawResponse {
  readonly statusLine: string;
  readonly status: number;
  /** The field lines, in order. */
  readonly lines: readonly string[];
  /** The content that has come so far, without its chunked coding. */
  readonly body: string;
  /** The content of each chunk; empty if it is not chunked. */
  readonly chunks: readonly string[];
  /** Whether it is complete, by the rules of RFC 9112 section 6.3. */
  readonly complete: boolean;
  /** How many bytes it takes; meaningful once it is complete. */
  readonly length: number;
  /** The value of a field; several field lines are joined with a comma. */
  field(name: string): string | undefined;
  /** The value of each field line of that name. */
  fields(name: string): string[];
}

/** Reads the response at the beginning of the bytes; `undefined` until its head is complete. */
export function readResponse(bytes: Buffer, method: string, closed: boolean): RawResponse | undefined {
  const text = bytes.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = Number(statusLine.split(" ")[1]);
  const fields = (name: string): string[] =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  const field = (name: string): string | undefined => {
    const values = fields(name);
    return values.length === 0 ? undefined : values.join(", ");
  };
  const after = text.slice(end + 4);
  const head = { statusLine, status, lines, field, fields };
  const content = contentOf(after, field, closed, method === "HEAD" || status === 204 || status === 304);
  return { ...head, ...content, length: end + 4 + content.length };
}

type Content = Pick<RawResponse, "body" | "chunks" | "complete" | "length">;

function contentOf(
  after: string,
  field: (name: string) => string | undefined,
  closed: boolean,
  without: boolean,
): Content {
  if (without) return { body: "", chunks: [], complete: true, length: 0 };
  if (field("transfer-encoding")?.toLowerCase() === "chunked") return dechunk(after);
  const length = field("content-length");
  if (length === undefined) return { body: after, chunks: [], complete: closed, length: after.length };
  const body = after.slice(0, Number(length));
  return { body, chunks: [], complete: body.length === Number(length), length: body.length };
}

function dechunk(text: string): Content {
  const chunks: string[] = [];
  let at = 0;
  for (;;) {
    const line = text.indexOf("\r\n", at);
    const content = (complete: boolean) => ({ body: chunks.join(""), chunks, complete, length: at });
    if (line < 0) return content(false);
    if (!/^[0-9a-f]+$/i.test(text.slice(at, line))) {
      throw new Error(`Not a chunk size: ${JSON.stringify(text.slice(at, at + 80))}`);
    }
    const size = Number.parseInt(text.slice(at, line), 16);
    if (text.length < line + 2 + size + 2) return content(false);
    if (text.slice(line + 2 + size, line + 4 + size) !== "\r\n") {
      throw new Error("A chunk does not end where it should");
    }
    at = line + 4 + size;
    if (size === 0) return content(true);
    chunks.push(text.slice(line + 2, line + 2 + size));
  }
}
