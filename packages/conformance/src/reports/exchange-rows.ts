import type { ByteRange } from "../parsers/range.ts";
import type { ExchangeRecord, PieceRecord } from "../results/results.ts";
import type { EndKind } from "../wire/exchange-parts.ts";
import type { FieldLine } from "../wire/field-line.ts";
import { type Line, printable, visibleLines } from "./visible.ts";

/** Something that was sent or received, or that happened, at one time. */
export interface Row {
  /** Milliseconds since the run began. Missing if unknown, or the same as in the row above. */
  readonly at?: number;
  /** When the last piece arrived, if several pieces are shown as one row. */
  readonly until?: number;
  /** Sent by the suite, received, or a note of the report. */
  readonly direction: "sent" | "received" | "note";
  /** A head, content, or words of the report. */
  readonly kind: "head" | "content" | "words";
  readonly lines: readonly Line[];
}

/** How much of an exchange to show. */
export interface RowLimits {
  /** The most bytes of content of the request, and of the response around the mark. */
  readonly bytes: number;
  /** The most pieces of the response's content. If there are more, adjacent pieces are shown as one. */
  readonly pieces: number;
}

/** Lists the rows of an exchange in the order of their times. All reports show them. */
export function exchangeRows(exchange: ExchangeRecord, mark: ByteRange | undefined, limits: RowLimits): readonly Row[] {
  const { request, response, sentAt, trailers = [], faults = [], ending } = exchange;
  const startLine = `${request.method} ${request.url}`;
  return [
    { ...time(sentAt), direction: "sent", kind: "head", lines: [words(startLine), ...fieldLines(request.fields)] },
    ...requestContent(request.content, limits),
    ...(response === undefined
      ? []
      : [head(response.at, [words(`${exchange.http} ${response.status}`), ...fieldLines(response.fields)])]),
    ...contentRows(exchange, mark, limits),
    ...(trailers.length === 0 ? [] : [head(undefined, fieldLines(trailers))]),
    ...faults.map((fault) => note(`HTTP's framing: ${fault}`)),
    ending === undefined
      ? note("not ended at the time of the finding")
      : { ...note([endings[ending.kind], ending.detail].filter(Boolean).join(": ")), ...time(ending.at) },
  ];
}

/** Formats a time in seconds since the run began. */
export function shownTime({ at, until }: Row): string {
  if (at === undefined) return "";
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(3);
  return until === undefined || seconds(until) === seconds(at) ? seconds(at) : `${seconds(at)}–${seconds(until)}`;
}

const endings: Readonly<Record<EndKind, string>> = {
  complete: "ended as its framing says",
  closed: "the connection was closed before its end",
  reset: "reset",
  malformed: "its framing is invalid",
  "too-long": "exceeded the limit of the suite",
  left: "closed by the suite",
  unreachable: "no connection could be made",
};

function requestContent(content: string | undefined, { bytes }: RowLimits): readonly Row[] {
  if (content === undefined) return [];
  const shown: Row = { direction: "sent", kind: "content", lines: visibleLines(content.slice(0, bytes)) };
  return content.length > bytes ? [shown, note(`${content.length - bytes} more bytes were sent`)] : [shown];
}

function contentRows({ pieces, contentLength }: ExchangeRecord, mark: ByteRange | undefined, limits: RowLimits): Row[] {
  const { bytes } = limits;
  const start = mark === undefined ? 0 : Math.max(0, Math.min(mark.offset - bytes / 2, contentLength - bytes));
  const from = Math.floor(start);
  const inside = pieces
    .filter(({ offset, text }) => offset < from + bytes && offset + text.length > from)
    .map((piece) => cut(piece, from, from + bytes));
  const rows = grouped(inside, limits.pieces).map((group, index, all): Row => {
    const [first, last] = [group[0], group.at(-1)];
    const offset = first?.offset ?? 0;
    const text = group.map((piece) => piece.text).join("");
    const isLast = index === all.length - 1;
    const here = mark === undefined ? undefined : { offset: mark.offset - offset, length: mark.length };
    // A mark at the end of the content shows that something is missing there. Show it once.
    const shown = here !== undefined && (isLast || here.offset < text.length) ? here : undefined;
    return {
      ...time(first?.at),
      ...(group.length > 1 && last !== undefined ? { until: last.at } : {}),
      direction: "received",
      kind: "content",
      lines: visibleLines(text, shown),
    };
  });
  const shownEnd = inside.reduce((end, { offset, text }) => Math.max(end, offset + text.length), from);
  const after = contentLength - shownEnd;
  return [
    ...(from > 0 && inside.length > 0 ? [note(`${inside[0]?.offset ?? from} earlier bytes are not shown`)] : []),
    ...rows,
    ...(after > 0 ? [note(`${after} more bytes are not shown`)] : []),
  ];
}

function cut(piece: PieceRecord, from: number, to: number): PieceRecord {
  const begin = Math.max(0, from - piece.offset);
  return { ...piece, offset: piece.offset + begin, text: piece.text.slice(begin, to - piece.offset) };
}

function grouped(pieces: readonly PieceRecord[], limit: number): readonly (readonly PieceRecord[])[] {
  const size = Math.max(1, Math.ceil(pieces.length / limit));
  return Array.from({ length: Math.ceil(pieces.length / size) }, (_, index) =>
    pieces.slice(index * size, (index + 1) * size),
  );
}

function head(at: number | undefined, lines: readonly Line[]): Row {
  return { ...time(at), direction: "received", kind: "head", lines };
}

function note(text: string): Row {
  return { direction: "note", kind: "words", lines: [words(text)] };
}

function words(text: string): Line {
  return [{ kind: "text", text: printable(text), marked: false }];
}

function fieldLines(fields: readonly FieldLine[]): readonly Line[] {
  return fields.map(({ name, value }) => words(`${name}: ${value}`));
}

function time(at: number | undefined): { readonly at?: number } {
  return at === undefined ? {} : { at };
}
