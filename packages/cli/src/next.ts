import { next } from "@resource-events/client";
import { exitStatus } from "./exit-status.ts";
import { itemWriter } from "./item-writer.ts";
import { ResumeFile } from "./resume-file.ts";
import type { NextSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** Waits for one event. @returns the exit status */
export async function runNext(settings: NextSettings, terminal: Terminal): Promise<number> {
  const { url, headers, accept, duration, resumeFile, quiet } = settings;
  const resume = resumeFile === undefined ? undefined : new ResumeFile(resumeFile);
  const lastEventId = resume?.eventId ?? settings.lastEventId;
  const writer = itemWriter(settings, terminal);
  const signal = terminal.ended;
  const notification = await next(url, { headers, accept, duration, lastEventId, signal, fetch: writer.fetch });
  if (!notification) {
    if (!quiet) terminal.note("No event within the duration");
    return exitStatus.noEvent;
  }
  await writer.notification(notification);
  resume?.keep(notification.eventId);
  return exitStatus.done;
}
