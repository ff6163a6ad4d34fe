import { type Observation, observe } from "@resource-events/client";
import { exitStatus } from "./exit-status.ts";
import { itemWriter } from "./item-writer.ts";
import { ResumeFile } from "./resume-file.ts";
import type { WatchSettings } from "./settings.ts";
import { stateNotes } from "./state-notes.ts";
import type { Terminal } from "./terminal.ts";

/** Shows a resource and its events. @returns the exit status */
export async function runWatch(settings: WatchSettings, terminal: Terminal): Promise<number> {
  const { url, protocol, encapsulation, headers, accept, representation, latest, duration } = settings;
  const { afterDeletion, attempts, timeout, silence, retryMinimum: minimum, retryMaximum: maximum } = settings;
  const resume = settings.resumeFile === undefined ? undefined : new ResumeFile(settings.resumeFile);
  const writer = itemWriter(settings, terminal);
  const note = settings.quiet ? () => {} : terminal.note;
  const noteState = stateNotes(note, settings.format === "raw" && terminal.isForPeople);
  let hasOpened = false;
  const observation: Observation = observe(url, {
    ...{ protocol, encapsulation, headers, accept, representation, latest, duration, afterDeletion },
    retry: { minimum, maximum, attempts, timeout, silence },
    lastEventId: resume?.eventId ?? settings.lastEventId,
    fetch: writer.fetch,
    onState(current, cause) {
      // The address may be mistyped: report that at once instead of trying again.
      if (current.state === "waiting" && cause && !hasOpened && attempts === undefined) throw cause;
      if (current.state === "open") {
        // Without a representation, no item has the id of the event after which the stream begins.
        const isStart = !hasOpened && representation === false && current.lastEventId === undefined;
        if (isStart) resume?.keep(current.subscription?.startEventId);
        hasOpened = true;
      }
      noteState(current, cause);
    },
  });

  const end = () => observation.close();
  terminal.ended.addEventListener("abort", end);
  if (terminal.ended.aborted) end();
  let left = settings.count;
  for await (const item of observation) {
    await writer.item(item, observation.url);
    resume?.keep(observation.lastEventId);
    if (item.kind === "notification") left -= 1;
    if (left === 0) return exitStatus.done;
  }
  if (!terminal.ended.aborted) note("The resource was deleted");
  return exitStatus.done;
}
