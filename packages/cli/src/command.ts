import { readArguments } from "./arguments.ts";
import { CommandError, OutputClosed } from "./command-error.ts";
import { runDiscover } from "./discover.ts";
import { exitStatus } from "./exit-status.ts";
import { failureOf } from "./failure.ts";
import { runNext } from "./next.ts";
import { withoutSecrets } from "./request-fields.ts";
import type { Terminal } from "./terminal.ts";
import { setTrust } from "./tls.ts";
import { runWatch } from "./watch.ts";

/** Runs the command with these arguments. @returns the exit status */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let secrets: readonly string[] = [];
  const discreet: Terminal = { ...terminal, note: (text) => terminal.note(withoutSecrets(text, secrets)) };
  try {
    const settings = readArguments(args);
    if (settings.command === "information") {
      await terminal.output.write(`${settings.text}\n`);
      return exitStatus.done;
    }
    secrets = settings.secrets;
    setTrust(settings.ca, settings.insecure);
    switch (settings.command) {
      case "watch":
        return await runWatch(settings, discreet);
      case "next":
        return await runNext(settings, discreet);
      case "discover":
        return await runDiscover(settings, discreet);
    }
  } catch (error) {
    if (error instanceof OutputClosed) return exitStatus.done;
    // Once the command is ending, other failures are consequences of that, except those of a file or the output.
    if (terminal.ended.aborted && !(error instanceof CommandError)) return exitStatus.done;
    const { status, message } = failureOf(error);
    terminal.error(withoutSecrets(message, secrets));
    return status;
  }
}
