// Texts are bytes here, one character each. What the packages of this project encode is never used: whoever shares an
// encoder with what is tested can't see a fault that both have.

/** Fields by name, in the order in which they are written. */
export type Fields = Readonly<Record<string, string>>;

/** Field lines, and the empty line behind them. */
export function fieldBlock(fields: Fields): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${lines.join("")}\r\n`;
}

/** The head of a response. */
export function head(status: string, fields: Fields): string {
  return `HTTP/1.1 ${status}\r\n${fieldBlock(fields)}`;
}

/** A chunk of the chunked coding. */
export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** The bytes of a text in UTF-8. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Each byte for itself. */
export function bytewise(pieces: readonly string[]): string[] {
  return [...pieces.join("")];
}

/** Cut between CR and LF, and nowhere else. */
export function cutInLineEnds(pieces: readonly string[]): string[] {
  return pieces.join("").split(/(?<=\r)(?=\n)/);
}

/** In pieces of a size that leaves at once, never cut inside a line end. */
export function inPieces(text: string, size = 16_384): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieces.at(-1)?.length ?? size) {
    const cut = at + size;
    pieces.push(text.slice(at, text[cut - 1] === "\r" ? cut + 1 : cut));
  }
  return pieces;
}
