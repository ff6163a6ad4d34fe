import type { Demo } from "../model/demo.ts";
import type { Connection } from "../model/live.ts";
import type { OpenNote } from "../model/open-note.ts";
import { encapsulations, formsFor } from "../model/subscription-settings.ts";
import { Choice } from "./choice.tsx";
import { StateMark } from "./state-mark.tsx";
import { now, span } from "./times.ts";

interface ConnectionPanelProps {
  readonly demo: Demo;
  readonly note: OpenNote;
}

/** Shows the connection of the note and its settings. */
export function ConnectionPanel({ demo, note }: ConnectionPanelProps) {
  const connection = note.live.connection.value;
  const settings = demo.settings.value;
  const isPrep = settings.protocol === "prep";
  return (
    <section class="panel connection" aria-labelledby="connection-heading">
      <div class="panel-head">
        <h2 id="connection-heading">Connection</h2>
        <StateMark connection={connection} />
      </div>
      <ConnectionState connection={connection} note={note} />
      <Choice
        legend="Protocol"
        name="protocol"
        value={settings.protocol}
        options={[
          ["prep", "PREP"],
          ["events-query", "Events Query"],
        ]}
        onChoose={(protocol) => demo.changeSettings({ protocol })}
      />
      <p class="hint">
        {isPrep ? (
          <>
            A <code>GET</code> that also accepts events.
          </>
        ) : (
          <>
            A <code>QUERY</code> whose content says what to send.
          </>
        )}
      </p>
      <Choice
        legend="Encapsulation"
        name="encapsulation"
        value={isPrep ? "multipart/mixed" : settings.encapsulation}
        options={encapsulations.map((type) => [type, type])}
        disabled={isPrep}
        onChoose={(encapsulation) => demo.changeSettings({ encapsulation })}
      />
      {isPrep && <p class="hint">PREP supports multipart/mixed only.</p>}
      <label class="field">
        Form of notifications
        <select
          value={settings.form}
          onChange={({ currentTarget }) => demo.changeSettings({ form: currentTarget.value })}
        >
          {formsFor(settings).map(({ accept, name }) => (
            <option key={accept} value={accept}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

function ConnectionState({ connection, note }: { readonly connection: Connection; readonly note: OpenNote }) {
  const { state, lastEventId, endsAt, duration } = connection;
  // `now` may be up to a second old.
  const left = endsAt && Math.min(duration ?? Infinity, Math.max(0, (endsAt.getTime() - now.value) / 1000));
  return (
    <>
      <p class="state-text">{note.failure.value === undefined ? explain(connection) : "Not connected."}</p>
      {(state === "waiting" || state === "open") && (
        <button type="button" class="plain" onClick={() => note.live.reconnect()}>
          {state === "open" ? "Reconnect" : "Try now"}
        </button>
      )}
      <dl class="facts">
        <dt>Last event</dt>
        <dd>
          <code>{lastEventId ?? "none yet"}</code>
        </dd>
        {left !== undefined && (
          <>
            <dt>Time left</dt>
            <dd>
              {span(left)}
              {duration !== undefined && <span class="quiet"> of {span(duration)}</span>}
              {duration !== undefined && (
                <progress max={duration} value={left} aria-label="Time left of the response">
                  {span(left)}
                </progress>
              )}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

function explain({ state, retryAt }: Connection): string {
  const soon = retryAt && Math.max(0, Math.ceil((retryAt.getTime() - now.value) / 1000));
  switch (state) {
    case "open":
      return "The response is open: changes arrive as they happen.";
    case "connecting":
      return "Connecting to the server…";
    case "waiting":
      return `No connection. The next attempt is ${soon ? `in ${soon} s` : "now"} and resumes from the last event.`;
    case "paused":
      return "This tab is hidden, so its stream is closed. It will resume from the last event.";
    case "queued":
      return "Other windows use all the streams that the browser allows per server. This window waits for one.";
    case "closed":
      return "The stream has ended.";
  }
}
