import { useSignal, useSignalEffect } from "@preact/signals";
import { announce } from "../model/announcements.ts";
import { mergePatchBetween } from "../model/merge-patch.ts";
import type { OpenNote } from "../model/open-note.ts";
import { deleteNote, getNote, type NoteContent, patchNote, putNote, RequestFailed } from "../model/requests.ts";
import { clockTime } from "./times.ts";

/** The editor of the open note. Changes by others show immediately, but never replace a draft. */
export function Editor({ note }: { readonly note: OpenNote }) {
  /** The content that the draft started from. */
  const base = useSignal<NoteContent | undefined>(undefined);
  const draft = useSignal("");
  const type = useSignal("text/plain");
  const problem = useSignal("");
  const arrived = useSignal<Date | undefined>(undefined);

  const isChanged = () =>
    base.value !== undefined && (draft.value !== base.value.text || type.value !== base.value.type);

  function load(content: NoteContent): void {
    base.value = content;
    draft.value = content.text;
    type.value = content.type;
    problem.value = "";
  }

  useSignalEffect(() => {
    const content = note.content.value;
    const before = base.peek();
    if (content === undefined) return;
    const isUntouched = before === undefined || (draft.peek() === before.text && type.peek() === before.type);
    if (isUntouched || (content.text === draft.peek() && content.type === type.peek())) {
      if (before !== undefined && content.etag !== before.etag) arrived.value = new Date();
      load(content);
    }
  });

  async function attempt(action: () => Promise<void>): Promise<void> {
    problem.value = "";
    try {
      await action();
    } catch (reason) {
      if (!(reason instanceof RequestFailed)) throw reason;
      problem.value = reason.status === 412 ? "Not saved: the note has changed in the meantime." : reason.message;
    }
  }

  /** Prevents overwriting changes that this window has not shown. */
  const precondition = (): Readonly<Record<string, string>> => {
    const etag = base.value?.etag;
    if (note.presence.value !== "there") return { "If-None-Match": "*" };
    return etag === undefined ? {} : { "If-Match": etag };
  };

  const save = () =>
    attempt(async () => {
      const written = await putNote(note.path, { text: draft.value, type: type.value }, precondition());
      load(written);
      note.wrote(written);
      announce("Saved.");
    });

  const savePatch = (patch: unknown) =>
    attempt(async () => {
      await patchNote(note.path, patch, precondition());
      const written = await getNote(note.path);
      load(written);
      note.wrote(written);
      announce("Saved.");
    });

  const remove = () => attempt(() => deleteNote(note.path));

  const content = note.content.value;
  const isThere = note.presence.value === "there";
  const isConflict = isChanged() && content !== undefined && content.etag !== base.value?.etag;
  const json = isJson(type.value) ? parse(draft.value) : undefined;
  const patch = json?.ok && isJson(base.value?.type ?? "") ? patchFor(base.value?.text ?? "", json.value) : undefined;

  return (
    <section class="panel editor" aria-labelledby="note-heading">
      <div class="panel-head">
        <h2 id="note-heading">
          <span class="path">/notes/</span>
          {note.name}
        </h2>
        {arrived.value && (
          <span class="arrival" key={arrived.value.getTime()}>
            changed {clockTime(arrived.value)}
          </span>
        )}
      </div>
      <textarea
        id="draft"
        aria-label="Content of the note"
        value={draft.value}
        disabled={base.value === undefined}
        onInput={({ currentTarget }) => {
          draft.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          if (isChanged()) void save();
        }}
        rows={Math.min(14, Math.max(5, draft.value.split("\n").length + 1))}
        spellcheck={false}
        aria-invalid={json !== undefined && !json.ok}
        aria-describedby="draft-problem"
        aria-keyshortcuts="Control+S"
      />
      <div id="draft-problem" aria-live="polite">
        {json !== undefined && !json.ok && <p class="problem">This is not valid JSON yet: {json.message}</p>}
        {problem.value !== "" && <p class="problem">{problem.value}</p>}
      </div>
      {isConflict && content !== undefined && isThere && (
        <section class="notice notice-conflict" aria-label="Changed by others">
          <p>
            <strong>Somebody changed this note while you were editing it.</strong> Your changes are not saved yet.
          </p>
          <button type="button" onClick={() => load(content)}>
            Take theirs
          </button>
          <button
            type="button"
            onClick={() => {
              base.value = content;
            }}
          >
            Keep mine
          </button>
        </section>
      )}
      <div class="row editor-actions">
        <button type="button" class="primary" disabled={!isChanged() || json?.ok === false} onClick={save}>
          Save <code>PUT</code>
        </button>
        {patch !== undefined && isThere && (
          <button type="button" disabled={!isChanged() || isConflict} onClick={() => savePatch(patch)}>
            Save the difference <code>PATCH</code>
          </button>
        )}
        {isChanged() && (
          <button type="button" class="plain" onClick={() => base.value && load(content ?? base.value)}>
            Discard
          </button>
        )}
        <span class="spacer" />
        <select
          aria-label="Media type of the note"
          value={type.value}
          disabled={base.value === undefined}
          onChange={({ currentTarget }) => {
            type.value = currentTarget.value;
          }}
        >
          {[...new Set(["text/plain", "application/json", base.value?.type ?? "text/plain"])].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" class="danger" disabled={!isThere} onClick={remove}>
          Delete
        </button>
      </div>
    </section>
  );
}

function isJson(type: string): boolean {
  return /^application\/(?:[^;]+\+)?json\s*(?:;|$)/i.test(type);
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (reason) {
    return { ok: false, message: reason instanceof Error ? reason.message : "" };
  }
}

function patchFor(before: string, after: unknown): unknown {
  const parsed = parse(before);
  return parsed.ok ? mergePatchBetween(parsed.value, after) : undefined;
}
