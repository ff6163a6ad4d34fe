/** A response as it came over the wire; text is one character a byte. */
export interface RawResponse {
  readonly statusLine: string;
  readonly status: number;
  /** The field lines, in order. */
  readonly lines: readonly string[];
  /** The content without its chunked coding, as far as it came. */
  readonly body: string;
  /** The content of each chunk, where it was chunked. */
  readonly chunks: readonly string[];
  /** Whether it is whole, by the rules of RFC 9112 section 6.3. */
  readonly complete: boolean;
  /** How many bytes it took, where it is whole. */
  readonly length: number;
  /** The value of a field; several are joined with a comma. */
  field(name: string): string | undefined;
}

/** Reads the response at the beginning of the bytes; `undefined` while its head is not there. */
export function readResponse(bytes: Buffer, method: string, closed: boolean): RawResponse | undefined {
  const text = bytes.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = Number(statusLine.split(" ")[1]);
  const field = (name: string): string | undefined => {
    const values = lines
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
    return values.length === 0 ? undefined : values.join(", ");
  };
  const after = text.slice(end + 4);
  const head = { statusLine, status, lines, field };
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
  if (field("transfer-encoding") === "chunked") return dechunk(after);
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
    if (!/^[0-9a-f]+$/i.test(text.slice(at, line))) throw new Error(`No chunk size: ${text.slice(at, at + 80)}`);
    const size = Number.parseInt(text.slice(at, line), 16);
    if (text.length < line + 2 + size + 2) return content(false);
    if (text.slice(line + 2 + size, line + 4 + size) !== "\r\n")
      throw new Error("A chunk does not end where it should");
    at = line + 4 + size;
    if (size === 0) return content(true);
    chunks.push(text.slice(line + 2, line + 2 + size));
  }
}
