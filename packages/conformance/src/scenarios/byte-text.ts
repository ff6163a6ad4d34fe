// In these texts, each character is one byte. Nothing here uses the encoders of the other packages: a suite that shares
// an
// encoder with its target cannot see a fault that both have.

/** Fields by name, in the order in which they are written. */
export type Fields = Readonly<Record<string, string>>;

/** Writes field lines and the empty line after them. */
export function fieldBlock(fields: Fields): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${lines.join("")}\r\n`;
}

/** Writes the head of a response. */
export function head(status: string, fields: Fields): string {
  return `HTTP/1.1 ${status}\r\n${fieldBlock(fields)}`;
}

/** Writes a chunk of the chunked transfer coding. */
export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** Encodes a text in UTF-8. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Splits pieces into single bytes. */
export function bytewise(pieces: readonly string[]): string[] {
  return [...pieces.join("")];
}

/** Splits pieces between CR and LF, and nowhere else. */
export function cutInLineEnds(pieces: readonly string[]): string[] {
  return pieces.join("").split(/(?<=\r)(?=\n)/);
}

/** Splits a text into pieces that are sent at once, and never inside a line ending. */
export function inPieces(text: string, size = 16_384): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)?.length ?? size) {
    const cut = at + size;
    pieces.push(text.slice(at, text[cut - 1] === "\r" ? cut + 1 : cut));
  }
  return pieces;
}
