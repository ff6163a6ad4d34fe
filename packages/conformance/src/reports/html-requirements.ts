import { html, type Markup, type Part } from "./markup.ts";
import { requirementTexts } from "./requirement-texts.ts";

/** Links requirement IDs to their texts on the same page. */
export function requirementLinks(ids: readonly string[]): Part {
  return ids.map((id, index) => {
    const link = requirementTexts.has(id) ? html`<a href="#${anchor(id)}">${id}</a>` : id;
    return [index > 0 && ", ", link];
  });
}

/** Shows the texts of the requirements that a page mentions. */
export function requirementsMarkup(ids: readonly string[]): Markup | false {
  const known = ids.flatMap((id) => {
    const requirement = requirementTexts.get(id);
    return requirement === undefined ? [] : [{ id, ...requirement }];
  });
  if (known.length === 0) return false;
  return html`<section id="requirements"><h2>The requirements</h2>
${known.map(
  ({ id, level, text }) =>
    html`<div class="requirement" id="${anchor(id)}"><b>${id}</b><span class="soft">${level}</span><br>${inline(text)}</div>
`,
)}</section>`;
}

function anchor(id: string): string {
  return `requirement-${id}`;
}

/** Converts the inline Markdown of the catalogues: code, strong, emphasis. */
function inline(text: string): Part {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|(?<!\w)_[^_]+_(?!\w)|(?<!\*)\*[^*\s][^*]*\*(?!\*))/).map((part) => {
    if (/^`.+`$/.test(part)) return html`<code>${part.slice(1, -1)}</code>`;
    if (/^\*\*.+\*\*$/.test(part)) return html`<strong>${part.slice(2, -2)}</strong>`;
    if (/^(_.+_|\*.+\*)$/.test(part)) return html`<em>${part.slice(1, -1)}</em>`;
    return part;
  });
}
