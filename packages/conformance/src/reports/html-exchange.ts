import type { ByteRange } from "../parsers/range.ts";
import type { ExchangeRecord } from "../results/results.ts";
import { exchangeRows, type Row, shownTime } from "./exchange-rows.ts";
import { html, Markup } from "./markup.ts";
import type { Line, Run } from "./visible.ts";

/** Shows an exchange as it went over the wire. */
export function exchangeMarkup(exchange: ExchangeRecord, mark: ByteRange | undefined, open: boolean): Markup {
  const { request, response, contentLength } = exchange;
  const answer = response === undefined ? "no response" : `${response.status}, ${contentLength} bytes`;
  const rows = exchangeRows(exchange, mark, { bytes: mark === undefined ? 4_096 : 8_192, pieces: 120 });
  return html`<details class="exchange"${open && new Markup(" open")}>
<summary>${request.method} ${request.url} → ${answer}</summary>
<div class="wire">${rows.map(rowMarkup)}</div>
</details>
`;
}

function rowMarkup(row: Row): Markup {
  const sign = { sent: "→", received: "←", note: "" }[row.direction];
  return html`<div class="row ${row.direction} ${row.kind}"><span class="at">${shownTime(row)}</span><span>${sign}</span><pre>${row.lines.map(lineMarkup)}</pre></div>
`;
}

function lineMarkup(line: Line, index: number): Markup {
  // These are line endings of the page. Those of the content are shown as text.
  const before = new Markup(index === 0 ? "" : "\n");
  return html`${before}${line.map(runMarkup)}`;
}

function runMarkup({ kind, text, marked }: Run): Markup {
  const inner =
    kind === "text" ? html`${text}` : [...text.matchAll(/[\u2400-\u2421]|[^\u2400-\u2421]+/g)].map(controlMarkup);
  return marked ? html`<mark>${inner}</mark>` : html`${inner}`;
}

/** Shows the name of a control: not every font has its symbol. */
function controlMarkup([text]: RegExpMatchArray): Markup {
  const name = controlNames[text.charCodeAt(0) - 0x2400] ?? text;
  return html`<span class="c">${name}</span>`;
}

const controlNames: readonly string[] = [
  ...["NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI", "DLE"],
  ...["DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"],
  ...["SP", "DEL"],
];
