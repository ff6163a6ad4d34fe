import type { PieceKind, WireListener, WireReader } from "./wire-listener.ts";

/** The base of the readers of messages and parts: reads fields line by line, up to an empty line. */
export abstract class FieldsReader implements WireReader {
  protected readonly to: WireListener;
  /** Bytes that have arrived and have not been reported yet. */
  protected held = "";
  /** The fields of the current block, with lower-case names. */
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

  /** Reports the first piece of the held bytes. Returns false if it needs more bytes. */
  protected abstract step(): boolean;

  protected emit(kind: PieceKind, length: number): void {
    this.to.onPiece(kind, this.held.slice(0, length));
    this.held = this.held.slice(length);
  }

  /** Reports and returns the next line. Returns undefined if the line is incomplete. */
  protected takeLine(kind: PieceKind): string | undefined {
    const end = this.held.indexOf("\n") + 1;
    if (end === 0) return undefined;
    const line = this.held.slice(0, end).replace(/\r?\n$/, "");
    this.emit(kind, end);
    return line;
  }

  protected keepField(line: string): void {
    const [, name, value] = /^([^:]*):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
    if (name !== undefined) this.fields.set(name.toLowerCase(), value ?? "");
  }
}
