import type { Connection } from "../model/live.ts";

const names: Readonly<Record<Connection["state"], string>> = {
  connecting: "connecting",
  open: "live",
  waiting: "trying again",
  closed: "ended",
  queued: "waiting its turn",
  paused: "paused",
};

/** The state of a connection in a word and a sign. */
export function StateMark({ connection }: { readonly connection: Connection }) {
  const { state } = connection;
  return (
    <span class={`state state-${state}`}>
      <span class="state-sign" aria-hidden="true" />
      {names[state]}
    </span>
  );
}
