import type { PieceKind, WireListener, WireReader } from "./wire-listener.ts";

/** What messages and parts have: fields, line by line, up to an empty line. */
export abstract class FieldsReader implements WireReader {
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
