/**
 * The event id in a text of a server: at most 1,000 visible ASCII characters, perhaps with spaces between them. So it can be
 * sent back in `Last-Event-ID`. Whatever else a server sends is no id; nor is `*`, which stands for any event (PREP-RS-6).
 */
export function eventIdOf(text: string | null | undefined): string | undefined {
  return text && /^(?! |\*$)[ -~]{0,999}[!-~]$/.test(text) ? text : undefined;
}
