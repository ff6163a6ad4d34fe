import { spawn } from "node:child_process";
import { SetupFailure } from "../finding.ts";
import type { Action } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
import type { CausedEvent, Resource, Trigger } from "./trigger.ts";

/**
 * Causes events by the user's commands. They get the URL of the resource as argument and in `RESOURCE_URL`, and the
 * action in `EVENT`.
 */
export class CommandTrigger implements Trigger {
  constructor(private readonly settings: Settings) {}

  offers(action: Action): boolean {
    return this.settings.triggers[action] !== undefined;
  }

  perform(action: Action, resource: Resource): Promise<CausedEvent> {
    const script = `export RESOURCE_URL="$1" EVENT="$2"; ${this.settings.triggers[action]} "$1"`;
    const child = spawn("sh", ["-c", script, "sh", resource.url, action], { stdio: ["ignore", "ignore", "pipe"] });
    const timer = setTimeout(() => child.kill(), this.settings.timeLimit);
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-500);
    });
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => reject(new SetupFailure(`the command for ${action} ${reason}: ${complaint}`));
      child.once("error", (error) => fail(error.message));
      child.once("close", (code, signal) => {
        clearTimeout(timer);
        if (code === 0) resolve({ kind: action });
        else fail(`ended with ${signal ?? `status ${code}`}`);
      });
    });
  }
}
