/** What a piece of the wire is. */
export type PieceKind = "delimiter" | "start-line" | "field" | "separator" | "body";

/** What a block of the wire holds. */
export type BlockKind = "open" | "representation" | "notifications" | "notification" | "end";

/** Is told what the bytes are, piece by piece; all pieces together are the bytes. */
export interface WireListener {
  /** A block begins: a part, a message or a text of the sequence. */
  onBlock(): void;
  /** It is known by now what the block holds. */
  onKind(kind: BlockKind): void;
  /** Some bytes, one character for each. */
  onPiece(kind: PieceKind, bytes: string): void;
}

/** Marks up a stream of bytes as it arrives. It is made to look at streams, not to check them: any bytes will do. */
export interface WireReader {
  /** @param bytes one character for each byte */
  push(bytes: string): void;
  /** Tells what is still held back. */
  end(): void;
}

/**
 * @param contentType of the response
 * @param withRepresentation whether the first block holds the representation
 */
export function makeWireReader(contentType: string, withRepresentation: boolean, to: WireListener): WireReader {
  const type = contentType.replace(/;.*/s, "").trim().toLowerCase();
  const blockKinds = kindsOfBlocks(withRepresentation, to);
  if (type === "application/json-seq") return new SequenceReader(to, blockKinds);
  if (type === "application/http") return new MessagesReader(to, blockKinds);
  return new MultipartReader(boundaryIn(contentType), to, blockKinds);
}

/** Tells, each time it is called, what the block of now holds. */
function kindsOfBlocks(withRepresentation: boolean, to: WireListener): () => void {
  let representation = withRepresentation;
  return () => {
    to.onKind(representation ? "representation" : "notification");
    representation = false;
  };
}

const separator = "\x1e";

/** Separators in a row, or what is between them. */
const sequenceRuns = new RegExp(`${separator}+|[^${separator}]+`, "g");

/** `application/json-seq`: RS, a text, LF. A lone RS keeps the connection alive, and belongs to the next text. */
class SequenceReader implements WireReader {
  readonly #to: WireListener;
  readonly #tellKind: () => void;
  #place: "text" | "separators" | "beginning" = "beginning";

  constructor(to: WireListener, tellKind: () => void) {
    this.#to = to;
    this.#tellKind = tellKind;
  }

  push(bytes: string): void {
    for (const run of bytes.match(sequenceRuns) ?? []) {
      const isText = !run.startsWith(separator);
      if (this.#place === "beginning" || (this.#place === "text" && !isText)) this.#to.onBlock();
      if (isText && this.#place !== "text") this.#tellKind();
      this.#place = isText ? "text" : "separators";
      this.#to.onPiece(isText ? "body" : "separator", run);
    }
  }

  end(): void {}
}

/** What both other encapsulations have: fields, line by line, up to an empty line. */
abstract class FieldsReader implements WireReader {
  protected readonly to: WireListener;
  /** What has arrived and is not told yet. */
  protected held = "";
  /** The fields of the block of now, in lower case. */
  protected fields = new Map<string, string>();

  constructor(to: WireListener) {
    this.to = to;
  }

  push(bytes: string): void {
    this.held += bytes;
    while (this.held !== "" && this.step());
  }

  end(): void {
    if (this.held !== "") this.to.onPiece("body", this.held);
    this.held = "";
  }

  /** Tells the beginning of what is held. Returns whether it could. */
  protected abstract step(): boolean;

  protected tell(kind: PieceKind, length: number): void {
    this.to.onPiece(kind, this.held.slice(0, length));
    this.held = this.held.slice(length);
  }

  /** Takes a line; undefined where it is not here as a whole. */
  protected takeLine(kind: PieceKind): string | undefined {
    const end = this.held.indexOf("\n") + 1;
    if (end === 0) return undefined;
    const line = this.held.slice(0, end).replace(/\r?\n$/, "");
    this.tell(kind, end);
    return line;
  }

  protected keepField(line: string): void {
    const [, name, value] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
    if (name !== undefined) this.fields.set(name.toLowerCase(), value ?? "");
  }
}

/** `application/http`: messages, whose length their `Content-Length` tells. */
class MessagesReader extends FieldsReader {
  readonly #tellKind: () => void;
  #place: "start-line" | "fields" | "body" = "start-line";
  #begun = false;
  #left = 0;

  constructor(to: WireListener, tellKind: () => void) {
    super(to);
    this.#tellKind = tellKind;
  }

  protected step(): boolean {
    if (this.#place === "start-line") {
      if (!this.#begun) this.to.onBlock();
      this.#begun = true;
      const line = this.takeLine("start-line");
      if (line === undefined) return false;
      this.#tellKind();
      this.fields = new Map();
      this.#place = "fields";
    } else if (this.#place === "fields") {
      const line = this.takeLine("field");
      if (line === undefined) return false;
      if (line === "") this.#beginBody();
      else this.keepField(line);
    } else {
      const length = Math.min(this.held.length, this.#left);
      this.tell("body", length);
      this.#left -= length;
      if (this.#left === 0) this.#beginMessage();
    }
    return true;
  }

  #beginBody(): void {
    // Without a length it goes on to the end; this server sends none such.
    this.#left = Number(this.fields.get("content-length") ?? Infinity) || 0;
    this.#place = "body";
    if (this.#left === 0) this.#beginMessage();
  }

  #beginMessage(): void {
    this.#place = "start-line";
    this.#begun = false;
  }
}

/** `multipart/mixed`, with a `multipart/digest` in it by PREP. */
class MultipartReader extends FieldsReader {
  readonly #tellKind: () => void;
  /** The boundaries of the multiparts that are open, the innermost last. */
  readonly #boundaries: { readonly delimiter: string; readonly isDigest: boolean }[];
  #place: "delimiter" | "fields" | "message-fields" | "line" | "inside-line" = "line";
  /** What followed `--boundary` in its line so far. */
  #padding = "";

  constructor(boundary: string, to: WireListener, tellKind: () => void) {
    super(to);
    this.#tellKind = tellKind;
    this.#boundaries = [{ delimiter: `--${boundary}`, isDigest: false }];
  }

  protected step(): boolean {
    switch (this.#place) {
      case "delimiter":
        return this.#stepDelimiter();
      case "fields":
      case "message-fields":
        return this.#stepFields();
      default:
        return this.#stepBody();
    }
  }

  /** The rest of a delimiter's line: it comes with the next part only. */
  #stepDelimiter(): boolean {
    const end = this.held.indexOf("\n") + 1;
    const rest = end === 0 ? this.held : this.held.slice(0, end);
    this.#padding += rest;
    this.tell("delimiter", rest.length);
    const closes = this.#padding.startsWith("--");
    if (closes) this.to.onKind("end");
    if (end === 0) return true;
    if (closes) this.#boundaries.pop();
    this.fields = new Map();
    this.#place = closes ? "line" : "fields";
    return true;
  }

  #stepFields(): boolean {
    const line = this.takeLine("field");
    if (line === undefined) return false;
    if (line !== "") this.keepField(line);
    else if (this.#place === "message-fields") this.#place = "line";
    else this.#beginPart();
    return true;
  }

  #beginPart(): void {
    const isDigest = this.#boundaries.at(-1)?.isDigest ?? false;
    const contentType = this.fields.get("content-type") ?? (isDigest ? "message/rfc822" : "");
    const boundary = boundaryIn(contentType);
    this.#place = "line";
    if (/^multipart\//i.test(contentType) && boundary !== "") {
      this.to.onKind("notifications");
      this.#boundaries.push({ delimiter: `--${boundary}`, isDigest: /^multipart\/digest/i.test(contentType) });
      return;
    }
    this.#tellKind();
    if (/^message\/rfc822/i.test(contentType)) this.#place = "message-fields";
  }

  /** A line of a body, or a delimiter with the line break before it, which belongs to it (RFC 2046 section 5.1.1). */
  #stepBody(): boolean {
    if (this.#place === "inside-line" && this.held === "\r") return false;
    const lineBreak = this.#place === "line" ? "" : (/^\r?\n/.exec(this.held)?.[0] ?? "");
    if (this.#place === "line" || lineBreak !== "") {
      const line = this.held.slice(lineBreak.length);
      const found = this.#boundaries.findLastIndex(({ delimiter }) => line.startsWith(delimiter));
      if (found >= 0) {
        this.#beginDelimiter(found, lineBreak.length);
        return true;
      }
      if (this.#boundaries.some(({ delimiter }) => delimiter.startsWith(line))) return false;
    }
    const rest = this.held.slice(lineBreak.length).search(/\r?\n|\r$/);
    this.#place = "inside-line";
    const length = rest < 0 ? this.held.length : lineBreak.length + rest;
    if (length > 0) this.tell("body", length);
    return true;
  }

  #beginDelimiter(index: number, lineBreakLength: number): void {
    // An outer delimiter ends what is inside.
    this.#boundaries.length = index + 1;
    this.to.onBlock();
    this.tell("delimiter", lineBreakLength + (this.#boundaries[index]?.delimiter.length ?? 0));
    this.#padding = "";
    this.#place = "delimiter";
  }
}

function boundaryIn(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? "";
}
