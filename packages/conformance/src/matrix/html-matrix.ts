import { requirementLinks, requirementsMarkup } from "../reports/html-requirements.ts";
import { html, type Markup } from "../reports/markup.ts";
import { byTopic } from "../reports/overview.ts";
import { page } from "../reports/page.ts";
import { type Matrix, type MatrixCell, type MatrixRow, presentOutcomes } from "./matrix.ts";

const style = `
main { max-width: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { padding: .35rem .7rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; overflow-wrap: anywhere; min-width: 6.5rem; }
tbody th { font-weight: 400; min-width: 15rem; }
tr > th:first-child { position: sticky; left: 0; background: var(--card); }
tr.topic > th:first-child { background: var(--page); font-weight: 600; }
tr.check th .soft { display: block; font-size: .85rem; }
td.count { font-variant-numeric: tabular-nums; }
td .detail { font-size: .8rem; display: block; overflow-wrap: anywhere; max-width: 22rem; }
@media (max-width: 40rem) { tbody th { min-width: 11rem; } tr.check th .soft, td .detail { display: none; } }
`;

/** Writes the matrix as a self-contained page. */
export function htmlMatrix(matrix: Matrix): string {
  const { columns, rows } = matrix;
  const content = html`<h1>Conformance</h1>
<p class="facts">${columns.length} implementations, ${rows.length} checks</p>
<h2>Counts</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">outcome</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${presentOutcomes(matrix).map(
    (outcome) =>
      html`<tr><th scope="row"><span class="outcome ${outcome}">${outcome}</span></th>${columns.map(
        ({ results }) => html`<td class="count">${results.counts[outcome]}</td>`,
      )}</tr>`,
  )}
<tr><th scope="row">unexpected</th>${columns.map(({ unexpected }) => html`<td class="count">${unexpected}</td>`)}</tr></tbody>
</table></div>
<h2>Check by check</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">check</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${[...byTopic(rows)].map(
    ([topic, group]) => html`<tr class="topic"><th scope="rowgroup" colspan="${columns.length + 1}">${topic}</th></tr>
${group.map((row) => rowMarkup(row, topic))}`,
  )}</tbody>
</table></div>
<h2>The runs</h2>
<ul>${columns.map(
    ({ name, results: { target, http, startedAt, suite } }) =>
      html`<li>${name}: <code>${target}</code>, ${http}, ${startedAt}, suite ${suite}</li>`,
  )}</ul>
${requirementsMarkup([...new Set(rows.flatMap(({ requirements }) => requirements))])}`;
  return page("Conformance", style, content);
}

function rowMarkup({ id, sentence, level, requirements, cells }: MatrixRow, topic: string): Markup {
  return html`<tr class="check"><th scope="row"><code title="${id}">${id.slice(topic.length + 1)}</code><span class="soft">${sentence} (${level}: ${requirementLinks(requirements)})</span></th>${cells.map(cellMarkup)}</tr>
`;
}

function cellMarkup(cell: MatrixCell | undefined): Markup {
  if (cell === undefined) return html`<td class="soft">–</td>`;
  const { outcome, expected, detail } = cell;
  const shown = outcome === "pass" || outcome === "skipped" ? undefined : detail;
  return html`<td><span class="outcome ${outcome}">${outcome}</span>${
    expected && outcome !== "pass" && html` <span class="soft">as expected</span>`
  }${shown !== undefined && html`<span class="soft detail">${shown.split("\n")[0]}</span>`}</td>`;
}
