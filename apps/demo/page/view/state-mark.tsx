import type { Connection } from "../model/live.ts";

const names: Readonly<Record<Connection["state"], string>> = {
  connecting: "connecting",
  open: "live",
  waiting: "trying again",
  closed: "ended",
  queued: "waiting its turn",
  paused: "paused",
};

/** Shows the state of a connection as a sign and a word. */
export function StateMark({ connection }: { readonly connection: Connection }) {
  const { state } = connection;
  return (
    <span class={`state state-${state}`}>
      <span class="state-sign" aria-hidden="true" />
      {names[state]}
    </span>
  );
}
