import { announcement } from "../model/announcements.ts";
import type { Demo } from "../model/demo.ts";
import { ConnectionPanel } from "./connection-panel.tsx";
import { Editor } from "./editor.tsx";
import { NoteListPanel } from "./note-list-panel.tsx";
import { Notices } from "./notices.tsx";
import { TimelinePanel } from "./timeline-panel.tsx";
import { WirePanel } from "./wire-panel.tsx";

/** The whole page. */
export function App({ demo }: { readonly demo: Demo }) {
  const note = demo.note.value;
  return (
    <div class="app">
      <header class="masthead">
        <h1>Notes that push their own changes</h1>
        <p>
          Each note is a plain HTTP resource. This window requested it once, and the response stays open: first the
          note, then a notification of each change. Open a{" "}
          <a href={`#${note.path}`} target="_blank" rel="noopener">
            second window<span class="visually-hidden"> (new tab)</span>
          </a>
          , edit the note, and watch.
        </p>
      </header>
      <NoteListPanel demo={demo} />
      <main class="open-note" key={note.path}>
        <div class="note-column">
          <Notices note={note} />
          <Editor note={note} />
          <WirePanel note={note} />
        </div>
        <div class="side-column">
          <ConnectionPanel demo={demo} note={note} />
          <TimelinePanel note={note} />
        </div>
      </main>
      <p class="visually-hidden" role="status">
        {announcement.value}
      </p>
    </div>
  );
}
