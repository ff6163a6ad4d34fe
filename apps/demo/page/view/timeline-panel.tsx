import type { OpenNote } from "../model/open-note.ts";
import type { EntryKind } from "../model/timeline.ts";
import { clockTime } from "./times.ts";

const signs: Readonly<Record<EntryKind, string>> = {
  create: "+",
  update: "~",
  delete: "−",
  loss: "!",
  open: "→",
  waiting: "…",
  representation: "=",
  end: "■",
};

/** Shows the history of the open note. */
export function TimelinePanel({ note }: { readonly note: OpenNote }) {
  const entries = note.timeline.entries.value;
  return (
    <section class="panel timeline" aria-labelledby="timeline-heading">
      <div class="panel-head">
        <h2 id="timeline-heading">What happened</h2>
        <span class="quiet">latest first</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable elements must be reachable by keyboard. */}
      <ol reversed tabIndex={0} aria-labelledby="timeline-heading">
        {entries.map(({ id, at, kind, title, detail }) => (
          <li key={id} class={`entry entry-${kind}`}>
            <span class="entry-sign" aria-hidden="true">
              {signs[kind]}
            </span>
            <span class="entry-title">{title}</span>
            <time dateTime={at.toISOString()}>{clockTime(at)}</time>
            {detail && <span class="entry-detail">{detail}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
