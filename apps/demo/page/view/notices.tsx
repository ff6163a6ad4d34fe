import type { OpenNote } from "../model/open-note.ts";
import { putNote, RequestFailed } from "../model/requests.ts";

/** Important messages: history lost, note deleted, note missing, subscription failed. */
export function Notices({ note }: { readonly note: OpenNote }) {
  return (
    <div class="notices">
      <Loss note={note} />
      <Absence note={note} />
      <Failure note={note} />
    </div>
  );
}

function Loss({ note }: { readonly note: OpenNote }) {
  const text = note.loss.value;
  if (text === undefined) return null;
  const dismiss = () => {
    note.loss.value = undefined;
  };
  return (
    <section class="notice notice-loss" aria-label="History lost">
      <p>
        <strong>History lost.</strong> {text}
      </p>
      <button type="button" onClick={dismiss}>
        Understood
      </button>
    </section>
  );
}

function Absence({ note }: { readonly note: OpenNote }) {
  const presence = note.presence.value;
  const content = note.content.value;
  if (presence !== "deleted" && presence !== "absent") return null;
  const create = async () => {
    const { text, type } = content ?? { text: "A new note\n", type: "text/plain" };
    try {
      note.wrote(await putNote(note.path, { text, type }, { "If-None-Match": "*" }));
    } catch (reason) {
      if (!(reason instanceof RequestFailed)) throw reason;
      // Somebody else has created it first, which is fine.
      if (reason.status === 412) note.restart();
      else note.failure.value = reason.message;
    }
  };
  return (
    <section class="notice notice-absent" aria-label={presence === "deleted" ? "Deleted" : "Not found"}>
      <p>
        {presence === "deleted" ? (
          <>
            <strong>This note was deleted.</strong> Its stream ended with that notification. If it is created again,
            this window will watch it again.
          </>
        ) : (
          <>
            <strong>The server has no note with this name.</strong> Once it exists, this window will watch it.
          </>
        )}
      </p>
      <button type="button" onClick={create}>
        {content === undefined ? "Create it" : "Create it again"} <code>PUT</code>
      </button>
    </section>
  );
}

function Failure({ note }: { readonly note: OpenNote }) {
  const failure = note.failure.value;
  if (failure === undefined) return null;
  return (
    <section class="notice notice-failure" aria-label="Not watched">
      <p>
        <strong>This note can’t be watched with these settings.</strong> {failure}
      </p>
      <button type="button" onClick={() => note.restart()}>
        Try again
      </button>
    </section>
  );
}
