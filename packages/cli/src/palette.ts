/** How texts look on a terminal. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Makes a palette with colours (ECMA-48, SGR), or a plain one. */
export function palette(colours: boolean): Palette {
  const style =
    (code: number) =>
    (text: string): string =>
      colours && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: style(1), dim: style(2), red: style(31), green: style(32), yellow: style(33), cyan: style(36) };
}
