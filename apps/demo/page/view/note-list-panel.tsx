import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { addressOf, type Demo } from "../model/demo.ts";
import type { ListedNote } from "../model/note-list.ts";
import { pathOfNote, postNote, putNote, RequestFailed } from "../model/requests.ts";
import { StateMark } from "./state-mark.tsx";

/** The list of notes, and the form to create one. */
export function NoteListPanel({ demo }: { readonly demo: Demo }) {
  const { list } = demo;
  const notes = list.notes.value;
  return (
    <nav class="notes" aria-labelledby="notes-heading">
      <div class="panel-head">
        <h2 id="notes-heading">Notes</h2>
        <StateMark connection={list.live.connection.value} />
      </div>
      {notes === undefined ? (
        <p class="quiet">Loading the list…</p>
      ) : (
        <ul>
          {notes.map((listed) => (
            <NoteLink key={listed.url} listed={listed} demo={demo} />
          ))}
        </ul>
      )}
      <NewNote />
    </nav>
  );
}

function NoteLink({ listed, demo }: { readonly listed: ListedNote; readonly demo: Demo }) {
  const { list, note } = demo;
  const change = list.change.value;
  const changed = change?.path === listed.url;
  return (
    <li>
      <a href={addressOf(listed.url)} aria-current={note.value.path === listed.url ? "page" : undefined}>
        <span class="note-name">{listed.name}</span>
        <span class="note-meta">
          {shortType(listed.type)}, {listed.size} B
        </span>
        {changed && (
          <span class="fresh" key={change.at}>
            {change.type === "create" ? "new" : "changed"}
          </span>
        )}
      </a>
    </li>
  );
}

function shortType(type: string): string {
  return type.replace(/;.*/s, "").trim();
}

const initialTexts = {
  "text/plain": "A new note\n",
  "application/json": '{\n  "bread": 1\n}\n',
} as const;

function NewNote() {
  const name = useSignal("");
  const type = useSignal<keyof typeof initialTexts>("text/plain");
  const problem = useSignal("");
  // A problem with one name does not apply to the next.
  useEffect(() => {
    problem.value = "";
  }, [name.value, problem]);

  async function create(event: Event): Promise<void> {
    event.preventDefault();
    const content = { type: type.value, text: initialTexts[type.value] };
    try {
      let path = pathOfNote(name.value);
      if (name.value === "") path = await postNote(content);
      else await putNote(path, content, { "If-None-Match": "*" });
      name.value = "";
      location.hash = addressOf(path);
    } catch (reason) {
      if (!(reason instanceof RequestFailed)) throw reason;
      problem.value = reason.status === 412 ? "A note with this name already exists." : reason.message;
    }
  }

  return (
    <form class="new-note" onSubmit={create}>
      <h3>New note</h3>
      <label>
        Name
        <input
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
          placeholder="or let the server choose"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
      </label>
      <div class="row">
        <select
          aria-label="Media type"
          value={type.value}
          onChange={({ currentTarget }) => {
            type.value = currentTarget.value as keyof typeof initialTexts;
          }}
        >
          <option value="text/plain">Text</option>
          <option value="application/json">JSON</option>
        </select>
        <button type="submit">
          Create <code>{name.value === "" ? "POST" : "PUT"}</code>
        </button>
      </div>
      {problem.value !== "" && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}
