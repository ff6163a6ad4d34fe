import { type CheckResult, isUnexpected, type Outcome, outcomes, type Results } from "../results/results.ts";
import { exchangeMarkup } from "./html-exchange.ts";
import { requirementLinks, requirementsMarkup } from "./html-requirements.ts";
import { findingsOf } from "./in-words.ts";
import { html, Markup } from "./markup.ts";
import { byTopic, optionsThatWouldEnable, titleOf } from "./overview.ts";
import { page } from "./page.ts";
import { reportStyle } from "./style.ts";

/** Writes a self-contained page without scripts, to send to a colleague. */
export function htmlReport(results: Results): string {
  const { checks } = results;
  const requirements = [...new Set(checks.flatMap((check) => check.requirements))];
  const content = html`
${header(results)}
${unexpectedMarkup(checks.filter(isUnexpected))}
${filter(results)}
${[...byTopic(checks)].map(([topic, group]) => topicMarkup(topic, group))}
${enabling(results)}
${requirementsMarkup(requirements)}
<footer>Written by @resource-events/conformance ${results.suite}. Contents show line endings and other controls by name, and <mark>mark</mark> offending bytes. Times are seconds since the run began.</footer>`;
  return page(`Conformance of ${titleOf(results)}`, reportStyle + filterStyle, content);
}

/** Without support for `:has()` the filter does nothing, and the page shows everything. */
const filterStyle = `
@supports selector(:has(*)) {
  .topic { display: none; }
  ${outcomes.map((outcome) => `body:has(#show-${outcome}:checked) .topic.has-${outcome}`).join(", ")} { display: block; }
  ${outcomes.map((outcome) => `body:has(#show-${outcome}:not(:checked)) .check.is-${outcome}`).join(", ")} { display: none; }
}
`;

function header(results: Results): Markup {
  const { target, http, startedAt, milliseconds, suite, counts, checks, interrupted } = results;
  const unexpected = checks.filter(isUnexpected).length;
  const expected = checks.filter(({ expectation }) => expectation?.met).length;
  return html`<header>
<h1>Conformance of ${titleOf(results)}</h1>
<p class="facts">${target} · ${http} · ${startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")} · ${(milliseconds / 1_000).toFixed(1)} s · suite ${suite}</p>
<p class="verdict ${unexpected > 0 && "bad"}">${
    unexpected === 0 ? "Nothing unexpected" : `${unexpected} unexpected result${unexpected === 1 ? "" : "s"}`
  } in ${checks.length} checks${expected > 0 && `; ${expected} as expected`}${interrupted && "; the run was interrupted"}</p>
<div class="bar" aria-hidden="true">${present(counts).map(
    (outcome) => html`<span class="${outcome}" style="flex: ${counts[outcome]}"></span>`,
  )}</div>
</header>`;
}

function unexpectedMarkup(checks: readonly CheckResult[]): Markup | false {
  if (checks.length === 0) return false;
  return html`<nav><h2>Unexpected</h2><ul>${checks.map(({ id, outcome, observed, reason, expectation }) => {
    const wanted = expectation === undefined ? "" : `${expectation.outcomes.join(" or ")} was expected`;
    const [what] = (observed ?? reason ?? wanted).split("\n");
    return html`<li><span class="outcome ${outcome}">${outcome}</span> <a href="#${id}"><code>${id}</code></a> <span class="soft">${what}</span></li>`;
  })}</ul></nav>`;
}

function filter({ counts }: Results): Markup {
  return html`<fieldset><legend>Show</legend>${present(counts).map(
    (outcome) =>
      html`<label class="chip ${outcome}"><input type="checkbox" id="show-${outcome}" checked><b>${counts[outcome]}</b> ${outcome}</label>`,
  )}</fieldset>`;
}

function topicMarkup(topic: string, checks: readonly CheckResult[]): Markup {
  const passed = checks.filter(({ outcome }) => outcome === "pass").length;
  const has = outcomes.filter((one) => checks.some(({ outcome }) => outcome === one)).map((one) => `has-${one}`);
  return html`<section class="topic ${has.join(" ")}">
<h2>${topic} <span class="soft">${passed} of ${checks.length} passed</span></h2>
${checks.map(checkMarkup)}
</section>`;
}

function checkMarkup(check: CheckResult): Markup {
  const { id, outcome, sentence, level, requirements, milliseconds, exchanges = [], mark, expectation } = check;
  const findings = findingsOf(check);
  // A check that another check blocked has nothing to show.
  const shown = outcome === "skipped" || (outcome === "blocked" && !isUnexpected(check)) ? [] : exchanges;
  return html`<details class="check is-${outcome}" id="${id}"${isUnexpected(check) && new Markup(" open")}>
<summary><span class="outcome ${outcome}">${outcome}</span><code>${id}</code><span class="sentence">${sentence}${
    expectation?.met && html` <em>(as expected)</em>`
  }</span></summary>
<div class="inside">
<p class="facts">${levels[level]} · ${requirementLinks(requirements)} · ${milliseconds} ms</p>
${findings.length > 0 && html`<dl class="findings">${findings.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`}
${shown.map((exchange, index) =>
  exchangeMarkup(exchange, mark?.exchange === index ? mark : undefined, isOpen(check, index)),
)}
</div>
</details>
`;
}

/** Whether to open an exchange: the one with the offending bytes, or the last one. */
function isOpen({ mark, exchanges = [] }: CheckResult, index: number): boolean {
  return index === (mark?.exchange ?? exchanges.length - 1);
}

function enabling(results: Results): Markup | false {
  const options = optionsThatWouldEnable(results);
  if (options.length === 0) return false;
  return html`<section><h2>Options that enable more checks</h2><ul>${options.map(
    ([option, count]) => html`<li><code>${option}</code>: ${count} more</li>`,
  )}</ul></section>`;
}

function present(counts: Results["counts"]): readonly Outcome[] {
  return outcomes.filter((outcome) => counts[outcome] > 0);
}

const levels: Readonly<Record<CheckResult["level"], string>> = {
  must: "MUST",
  should: "SHOULD",
  may: "MAY",
  ours: "ours, because the drafts are silent or ambiguous",
};
